/**
 * Goal: streams of events are bounded, alive while they are open, and leave nothing behind, however they end.
 * Method: the registry alone, with a timer turned by hand and a watch that the test plays; the bodies are read as a server
 * reads them.
 */
import { describe, expect, test } from "vitest";
import { createEventStreams, maxStreams, maxStreamsPerSession } from "../../src/http/event-streams.ts";
import type { EndReason } from "../../src/protocol/reasons.ts";
import { handTimer } from "../support/hand-timer.ts";

const never = new AbortController().signal;
const comment = ":\n\n";

function openRegistry() {
  const timer = handTimer();
  const watching = new Set<{ readonly sid: string; readonly tell: (reason: EndReason) => void }>();
  const streams = createEventStreams((sid, tell) => {
    const one = { sid, tell };
    watching.add(one);
    return () => void watching.delete(one);
  }, timer.every);
  const end = (sid: string, reason: EndReason) => {
    for (const one of [...watching]) if (one.sid === sid) one.tell(reason);
  };
  const open = (sid = "s", signal: AbortSignal = never) => streams.open(sid, signal);
  return { ...{ streams, open, end, timer }, watchers: () => watching.size };
}

/** What comes until the body ends. */
const whole = (body: ReadableStream<Uint8Array> | undefined) => new Response(body ?? null).text();

test("a body begins with a comment, has one with each heartbeat, ends with why, and closes", async () => {
  const { open, end, timer } = openRegistry();
  const body = open();
  await timer.turn();
  await timer.turn();
  end("s", "inactivity");
  const event = 'event: session_ended\ndata: {"reason":"inactivity"}\n\n';
  expect(await whole(body)).toBe(`${comment}${comment}${comment}${event}`);
});

test("an end is told to every stream of the session, and to no other's", async () => {
  const { open, end, watchers } = openRegistry();
  const [one, two, other] = [open("s"), open("s"), open("other")];
  end("s", "logged_out");
  expect(await whole(one)).toContain("logged_out");
  expect(await whole(two)).toContain("logged_out");
  expect(watchers()).toBe(1);
  end("other", "user_disabled");
  expect(await whole(other)).toContain("user_disabled");
});

describe("whoever hangs up is forgotten", () => {
  test("when the body is cancelled", async () => {
    const { open, timer, watchers } = openRegistry();
    await open()?.cancel();
    expect([watchers(), timer.running()]).toEqual([0, []]);
  });

  test("when the request is aborted; its body ends then", async () => {
    const { open, timer, watchers } = openRegistry();
    const request = new AbortController();
    const body = open("s", request.signal);
    request.abort();
    expect([watchers(), timer.running()]).toEqual([0, []]);
    expect(await whole(body)).toBe(comment);
  });

  test("when the request was aborted before the stream could be opened", async () => {
    const { open, timer, watchers } = openRegistry();
    expect(await whole(open("s", AbortSignal.abort()))).toBe(comment);
    expect([watchers(), timer.running()]).toEqual([0, []]);
  });

  test("when nothing is read for five minutes of heartbeats", async () => {
    const { open, timer, watchers } = openRegistry();
    const request = new AbortController();
    open("s", request.signal);
    expect(timer.running()).toEqual([20_000]);
    for (let beat = 0; beat < 15; beat++) await timer.turn();
    expect(watchers()).toBe(1);
    await timer.turn();
    expect([watchers(), timer.running()]).toEqual([0, []]);
  });

  test("many that come and go leave no timer, no listener, and room for as many again", async () => {
    const { open, timer, watchers } = openRegistry();
    for (let round = 0; round < 50; round++) {
      const bodies = Array.from({ length: maxStreamsPerSession }, () => open());
      expect(timer.running()).toHaveLength(1);
      for (const body of bodies) await body?.cancel();
      expect([watchers(), timer.running()]).toEqual([0, []]);
    }
  });
});

describe("no more than there is room for", () => {
  test("ten of one session; the next one is taken when one has gone, and other sessions' all the time", async () => {
    const { open, end } = openRegistry();
    const bodies = Array.from({ length: 10 }, () => open());
    expect(open()).toBeUndefined();
    expect(open("other")).toBeDefined();
    await bodies[0]?.cancel();
    expect(open()).toBeDefined();
    expect(open()).toBeUndefined();
    end("s", "logged_out");
    expect(open()).toBeDefined();
  });

  test("ten thousand in a process", async () => {
    const { open } = openRegistry();
    const bodies = Array.from({ length: maxStreams }, (_, i) => open(`s${i}`));
    expect(bodies.at(-1)).toBeDefined();
    expect(open("one too many")).toBeUndefined();
    await bodies[0]?.cancel();
    expect(open("one too many")).toBeDefined();
  });
});

test("closed, all bodies end without an event, no timer is left, and none is opened", async () => {
  const { streams, open, timer, watchers } = openRegistry();
  const bodies = [open(), open("other")];
  streams.close();
  for (const body of bodies) expect(await whole(body)).toBe(comment);
  expect([watchers(), timer.running()]).toEqual([0, []]);
  expect(open()).toBeUndefined();
});
