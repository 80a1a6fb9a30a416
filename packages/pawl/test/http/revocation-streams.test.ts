/**
 * Goal: many verifiers with a long list cost little more than one, none of them holds up another, and however one ends it
 * leaves nothing behind.
 * Method: the registry alone on a feed that the test plays, with timers turned by hand.
 */
import { expect, test } from "vitest";
import type { FeedListener, RevocationFeed } from "../../src/engine/revocation-feed.ts";
import { createRevocationStreams, maxRevocationStreams } from "../../src/http/revocation-streams.ts";
import type { Ended } from "../../src/session/store.ts";
import { fakeClock } from "../support/clock.ts";
import { handTimer } from "../support/hand-timer.ts";

const never = new AbortController().signal;

function openRegistry(size = 0) {
  const clock = fakeClock();
  const timer = handTimer();
  const listeners = new Set<FeedListener>();
  const ends: Ended[] = Array.from({ length: size }, (_, i) => ({ sid: `sid ${i}`, endedAt: i }));
  let listed = 0;
  const part = (from: number) => ({ ends: ends.slice(from), idOf: (i: number) => `f.${from + i + 1}` });
  const feed: RevocationFeed = {
    ready: async () => {},
    id: () => `f.${ends.length}`,
    after: (id) => (/^f\.\d+$/.test(id) ? part(Number(id.slice(2))) : undefined),
    entries: () => {
      listed++;
      return [...ends];
    },
    size: () => ends.length,
    asOf: () => clock.now,
    follow: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    publish: () => {},
    close: () => {},
  };
  const end = (sid: string) => {
    ends.push({ sid, endedAt: 1 });
    for (const tell of [...listeners]) tell(part(ends.length - 1));
  };
  const streams = createRevocationStreams(feed, clock.read, timer.every);
  const open = (id: string | null = null, signal: AbortSignal = never) => streams.open(id, signal);
  return { ...{ streams, open, end, timer, clock }, listed: () => listed, following: () => listeners.size };
}

const whole = (body: ReadableStream<Uint8Array> | undefined) => new Response(body ?? null).text();

test("a hundred who come at once are shown a list that was written once, the same bytes", async () => {
  const { open, listed } = openRegistry(100_000);
  const bodies = await Promise.all(Array.from({ length: 100 }, () => open()));
  const first = await Promise.all(bodies.map((body) => body?.getReader().read()));
  expect(listed()).toBe(1);
  expect(new Set(first.map((chunk) => chunk?.value)).size).toBe(1);
  // 55 bytes an entry.
  expect(first[0]?.value?.length).toBeLessThan(6_000_000);
});

test("a long list is written once a second while much ends, and what it lacks follows it", async () => {
  const { streams, open, end, listed, clock } = openRegistry(100_000);
  const bodies = [];
  for (let i = 0; i < 20; i++) {
    bodies.push(await open());
    end(`new ${i}`);
  }
  expect(listed()).toBe(1);
  clock.advance(1001);
  bodies.push(await open());
  expect(listed()).toBe(2);
  streams.close();
  for (const body of bodies) {
    const text = await whole(body);
    expect(text.match(/sid":"new \d+"/g)).toHaveLength(20);
  }
}, 30_000);

test("a new entry is written once, and the same bytes go to all", async () => {
  const { open, end } = openRegistry();
  const readers = (await Promise.all([open(), open(), open()])).map((body) => body?.getReader());
  // The snapshot, and how current it is.
  for (const reader of readers) for (let i = 0; i < 2; i++) await reader?.read();
  end("a");
  const chunks = await Promise.all(readers.map((reader) => reader?.read()));
  expect(new Set(chunks.map((chunk) => chunk?.value)).size).toBe(1);
});

test("whoever reads nothing for a minute is cut off; whoever reads is not", async () => {
  const { open, timer, following } = openRegistry();
  const reader = (await open())?.getReader();
  await open();
  for (let i = 0; i < 2; i++) await reader?.read();
  for (let beat = 0; beat < 14; beat++) {
    const read = reader?.read();
    await timer.turn();
    await read;
  }
  expect(following()).toBe(1);
  await reader?.cancel();
  // The other one was cut off before.
  expect([following(), timer.running()]).toEqual([0, []]);
});

test("whoever hangs up is forgotten, cancelled or aborted, before it begins as well", async () => {
  const { open, timer, following } = openRegistry();
  await (await open())?.cancel();
  expect([following(), timer.running()]).toEqual([0, []]);
  const request = new AbortController();
  await open(null, request.signal);
  expect([following(), timer.running()]).toEqual([1, [5000]]);
  request.abort();
  expect([following(), timer.running()]).toEqual([0, []]);
  await open(null, AbortSignal.abort());
  expect([following(), timer.running()]).toEqual([0, []]);
});

test("no more are open than there is room for, and none after closing", async () => {
  const { streams, open, following } = openRegistry();
  const bodies = [];
  for (let i = 0; i < maxRevocationStreams; i++) bodies.push(await open());
  expect(await open()).toBeUndefined();
  await bodies[0]?.cancel();
  expect(await open()).toBeDefined();
  streams.close();
  expect(following()).toBe(0);
  expect(await open()).toBeUndefined();
});
