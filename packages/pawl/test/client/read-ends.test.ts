/**
 * Goal: an end of the session is heard with its reason, however the network cuts the stream, and nothing else is one.
 * Method: streams of the server's own words, by the name that both sides share, whole and in pieces.
 */
import { expect, test } from "vitest";
import { readEnds } from "../../src/client/read-ends.ts";
import { endedEventName } from "../../src/protocol/names.ts";

const end = `event: ${endedEventName}\ndata: {"reason":"password_changed"}\n\n`;

/** The reasons of the ends that are heard in a stream of these pieces. */
async function heard(...pieces: string[]): Promise<unknown[]> {
  const reasons: unknown[] = [];
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
      controller.close();
    },
  });
  await readEnds(body, (reason) => reasons.push(reason));
  return reasons;
}

test("an end is heard with its reason, after comments, in one piece or in as many as there are letters", async () => {
  expect(await heard(end)).toEqual(["password_changed"]);
  expect(await heard(":\n\n", ":\n\n", end)).toEqual(["password_changed"]);
  expect(await heard(...`:\n\n:\n\n${end}`)).toEqual(["password_changed"]);
});

test("an end without a reason is one, too", async () => {
  expect(await heard("event: session_ended\ndata: {}\n\n")).toEqual([undefined]);
});

test.each([
  ["comments", ":\n\n: event: session_ended\n\n"],
  ["another event", `event: other\ndata: event: session_ended\n\n`],
  ["data of that name", "data: session_ended\n\n"],
  ["an event of a longer name", "event: session_ended_soon\ndata: {}\n\n"],
  ["an end that is cut off before its blank line", end.slice(0, -1)],
  ["nothing", ""],
])("no end: %s", async (_name, text) => {
  expect(await heard(text)).toEqual([]);
});

test("a stream that breaks fails as it fails", async () => {
  const reason = new TypeError("network error");
  const body = new ReadableStream({ pull: (controller) => controller.error(reason) });
  await expect(readEnds(body, () => undefined)).rejects.toBe(reason);
});
