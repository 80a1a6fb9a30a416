/**
 * Goal: server-sent events are read as the HTML standard says, wherever the network cuts the stream.
 * Method: examples of the standard's own, and generated streams, valid or not, cut anywhere, against a plain
 * reference that sees the whole text at once.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readEvents, type ServerSentEvent } from "../../src/event-stream/read-events.ts";
import { referenceEvents } from "./support/reference-events.ts";

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

function streamOf(chunks: readonly Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

async function read(...chunks: readonly (string | Uint8Array<ArrayBuffer>)[]): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  const bytes = chunks.map((chunk) => (typeof chunk === "string" ? encode(chunk) : chunk));
  await readEvents(streamOf(bytes), (event) => void events.push(event));
  return events;
}

/** The type and data of what is an event. */
async function messages(...chunks: string[]): Promise<string[][]> {
  return (await read(...chunks)).filter(({ type }) => type).map(({ type, data }) => [type, data]);
}

describe("an event stream", () => {
  test("is read line by line: data, event, id and retry", async () => {
    const stream = "event: session_ended\nid: 7\nretry: 1500\ndata: one\ndata: two\n\n";
    expect(await read(stream)).toEqual([{ type: "session_ended", data: "one\ntwo", id: "7", retry: 1500 }]);
  });

  test("may end its lines with LF, CRLF or CR, cut between the two", async () => {
    const expected = [
      ["message", "a"],
      ["message", "b"],
    ];
    expect(await messages("data:a\n\ndata:b\n\n")).toEqual(expected);
    expect(await messages("data:a\r\n\r\ndata:b\r\n\r\n")).toEqual(expected);
    expect(await messages("data:a\r\rdata:b\r\r")).toEqual(expected);
    expect(await messages("data:a\r", "\n\r", "\ndata:b\r", "\n", "\r\n")).toEqual(expected);
    expect(await messages("data:a\r", "\ndata:b\r\n\r\n")).toEqual([["message", "a\nb"]]);
  });

  test("loses its byte order mark, and no other character", async () => {
    expect(await messages("\u{feff}data: a\n\n")).toEqual([["message", "a"]]);
    expect(await messages("data: \u{feff}\n\n")).toEqual([["message", "\u{feff}"]]);
  });

  test("gives data that is empty, and no event without data", async () => {
    expect(await messages("data\n\ndata\ndata\n\ndata:\n\nevent: nothing\n\n: only a comment\n\n")).toEqual([
      ["message", ""],
      ["message", "\n"],
      ["message", ""],
    ]);
  });

  test("drops one space after the colon, fields that it does not know, and a block that is cut off", async () => {
    expect(await messages("data:  two\ndatum: x\n\ndata: lost")).toEqual([["message", " two"]]);
  });

  test("keeps the last id for all that follows, and ignores one with a NUL", async () => {
    const events = await read("id: 1\n\n", "data: a\n\n", "id: 2\0\ndata: b\n\n", "id\ndata: c\n\n");
    expect(events.map(({ type, id }) => [type, id])).toEqual([
      ["", "1"],
      ["message", "1"],
      ["message", "1"],
      ["message", ""],
    ]);
  });

  test("is told of as it comes, not when it ends", async () => {
    let more: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        more = controller;
      },
    });
    const first = new Promise<ServerSentEvent>((resolve) => {
      void readEvents(body, resolve);
    });
    // A CR ends the line: nobody waits for the LF that may come.
    more?.enqueue(encode("data: now\r\r"));
    expect((await first).data).toBe("now");
    more?.close();
  });

  test("fails as its body fails", async () => {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.error(new TypeError("the connection broke")),
    });
    await expect(readEvents(body, () => undefined)).rejects.toThrow("the connection broke");
  });

  test("is cancelled when its listener throws", async () => {
    const reasons: unknown[] = [];
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.enqueue(encode("data: a\n\n")),
      cancel: (reason) => void reasons.push(reason),
    });
    const reading = readEvents(body, () => {
      throw new Error("enough");
    });
    await expect(reading).rejects.toThrow("enough");
    expect(reasons).toEqual([new Error("enough")]);
  });
});

describe("a generated event stream", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "\n",
      "\r",
      "\r\n",
      "\n\n",
      "\r\n\r\n",
      ":",
      " ",
      "\0",
      "\u{feff}",
      "é",
      "😀",
      "\u{2028}",
    ),
    fc.constantFrom("data", "event", "id", "retry", "data:", "data: ", "event: ping", "id: 4", "retry: 250"),
    fc.constantFrom("dataset: x", "Data: x", "retry: 2 s", "retry: -1", "id: a\0b", ":comment", "1", "x"),
    fc.string({ unit: "binary", maxLength: 4 }),
  );
  const bytes = fc
    .array(fc.oneof({ weight: 9, arbitrary: piece.map(encode) }, { weight: 1, arbitrary: fc.uint8Array() }))
    .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

  test("means the same however it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(fc.nat({ max: 12 })), async (stream, sizes) => {
        const chunks: Uint8Array<ArrayBuffer>[] = [];
        let at = 0;
        for (const size of sizes) {
          chunks.push(stream.slice(at, at + size));
          at += size;
        }
        chunks.push(stream.slice(at));
        expect(await read(...chunks)).toEqual(referenceEvents(stream));
      }),
      { numRuns: 2000 },
    );
  });

  test("means the same when each byte comes alone", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async (stream) => {
        const single = Array.from(stream, (byte) => Uint8Array.of(byte));
        expect(await read(...single)).toEqual(referenceEvents(stream));
      }),
      { numRuns: 300 },
    );
  });
});
