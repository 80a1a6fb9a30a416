/**
 * Goal: the feed tells each entry once, in order, and can be resumed; signals make it quick, and nothing depends on them.
 * Method: feeds on one store in memory, with timers turned by hand and a signal that the test loses, doubles and delays.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createRevocationFeed } from "../../src/engine/revocation-feed.ts";
import { createRevocationList } from "../../src/engine/revocation-list.ts";
import type { RevocationSignal } from "../../src/session/revocation-signal.ts";
import { type Ended, StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import type { Store } from "../../src/stores/store.ts";
import { fakeClock } from "../support/clock.ts";
import { countingStore } from "../support/counting-store.ts";
import { recordEvents } from "../support/events.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { handTimer } from "../support/hand-timer.ts";
import { seededRandom } from "../support/random.ts";
import { sessionRow } from "../support/session-row.ts";

/** All servers of one store. What is published waits until the test delivers it. */
function handSignal() {
  const listeners = new Set<() => void>();
  let published = 0;
  const signal: RevocationSignal = {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    publish: () => void published++,
  };
  const deliver = async () => {
    for (const tell of [...listeners]) tell();
    await nextTurn();
  };
  return { signal, deliver, published: () => published, listening: () => listeners.size };
}

function openFeed(store: Store = memoryStore(), bus = handSignal(), seed = 1) {
  const clock = fakeClock();
  const timer = handTimer();
  const counting = countingStore(store);
  const revocations = createRevocationList(counting.sessions, clock.read, recordEvents().sink);
  const random = seededRandom(seed);
  const feed = createRevocationFeed({ revocations, signal: bus.signal, every: timer.every, random });
  const told: Ended[] = [];
  const ids: string[] = [];
  const follow = () =>
    feed.follow(({ ends, idOf }) => {
      told.push(...ends);
      ids.push(...ends.map((_, index) => idOf(index)));
    });
  let made = 0;
  const endElsewhere = async () => {
    const sid = `elsewhere ${++made}`;
    await store.sessions.insert(sessionRow({ sid }));
    await store.sessions.revoke(sid, { reason: "logged_out", at: clock.now });
    return { sid, endedAt: clock.now };
  };
  return { feed, revocations, clock, timer, told, ids, follow, endElsewhere, bus, counting };
}

describe("what is told", () => {
  test("is each entry once, however often it is read, each with an id of its own", async () => {
    const { feed, follow, timer, told, ids, endElsewhere } = openFeed();
    await feed.ready();
    follow();
    const ends = [await endElsewhere(), await endElsewhere(), await endElsewhere()];
    for (let turn = 0; turn < 3; turn++) await timer.turn();
    expect(told).toEqual(ends);
    expect(new Set(ids).size).toBe(3);
    expect(ids.at(-1)).toBe(feed.id());
  });

  test("can be resumed after any of them; not after another server's, nor an invention", async () => {
    const { feed, follow, timer, ids, endElsewhere } = openFeed();
    await feed.ready();
    follow();
    const start = feed.id();
    const ends = [await endElsewhere(), await endElsewhere()];
    await timer.turn();
    expect(feed.after(start)?.ends).toEqual(ends);
    expect(feed.after(ids[0] ?? "")?.ends).toEqual(ends.slice(1));
    expect(feed.after(feed.id())?.ends).toEqual([]);
    const another = openFeed(memoryStore(), handSignal(), 2).feed.id();
    for (const id of ["", "1", another, `${feed.id()}0`, `${start.slice(0, -2)}.99`, `${start}\n`]) {
      expect(feed.after(id)).toBeUndefined();
    }
  });

  test("by this server is told at once, and the other servers are to look", async () => {
    const { feed, revocations, follow, told, clock, bus } = openFeed();
    await feed.ready();
    follow();
    revocations.addSession("here", clock.now);
    feed.publish();
    expect(told).toEqual([{ sid: "here", endedAt: clock.now }]);
    expect(bus.published()).toBe(1);
  });
});

describe("a signal of another server", () => {
  test("makes it look at once, and be told before any timer", async () => {
    const { feed, follow, told, endElsewhere, bus } = openFeed();
    await feed.ready();
    follow();
    const end = await endElsewhere();
    await bus.deliver();
    expect(told).toEqual([end]);
  });

  test("that is lost costs a moment: the next turn finds what it would have told of", async () => {
    const { feed, follow, told, endElsewhere, timer } = openFeed();
    await feed.ready();
    follow();
    const end = await endElsewhere();
    await timer.turn();
    expect(told).toEqual([end]);
  });

  test("that comes twice, late, or before what it tells of is written, tells nothing twice and loses nothing", async () => {
    const { feed, follow, told, endElsewhere, timer, bus } = openFeed();
    await feed.ready();
    follow();
    await bus.deliver();
    await bus.deliver();
    const ends = [await endElsewhere()];
    await timer.turn();
    for (let i = 0; i < 5; i++) await bus.deliver();
    ends.push(await endElsewhere());
    await timer.turn();
    await bus.deliver();
    await timer.turn();
    expect(told).toEqual(ends);
  });

  test("and a thousand of them, make one look, and one more when that is over", async () => {
    const { feed, follow, bus, counting } = openFeed();
    await feed.ready();
    follow();
    counting.forget();
    for (let i = 0; i < 1000; i++) void bus.deliver();
    await nextTurn();
    expect(counting.count("sessions.endedSince")).toBe(1);
  });

  test("during a read that began before makes another one", async () => {
    let answer = () => {};
    const store = memoryStore();
    const slow = { ...store, sessions: { ...store.sessions } };
    const { feed, follow, told, endElsewhere, bus, timer } = openFeed(slow);
    await feed.ready();
    follow();
    slow.sessions.endedSince = async (at) => {
      const ends = await store.sessions.endedSince(at);
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return ends;
    };
    await timer.turn();
    const end = await endElsewhere();
    await bus.deliver();
    const first = answer;
    first();
    await nextTurn();
    answer();
    await nextTurn();
    expect(told).toEqual([end]);
  });
});

describe("a store without an answer", () => {
  test("lets nobody believe that nothing has ended, until it has given one", async () => {
    const store = faultyStore(memoryStore());
    const { feed, clock } = openFeed(store);
    store.out = true;
    await expect(feed.ready()).rejects.toBeInstanceOf(StoreError);
    store.out = false;
    clock.advance(1000);
    await feed.ready();
    expect(feed.asOf()).toBe(clock.now);
  });

  test("shows in how current the list is, and in nothing else", async () => {
    const store = faultyStore(memoryStore());
    const { feed, clock, follow, timer } = openFeed(store);
    await feed.ready();
    follow();
    const last = clock.now;
    store.out = true;
    for (let turn = 0; turn < 5; turn++) {
      clock.advance(1000);
      await timer.turn();
    }
    expect(feed.asOf()).toBe(last);
    store.out = false;
    await timer.turn();
    expect(feed.asOf()).toBe(clock.now);
  });
});

test("while nobody follows there is no timer and no subscription; nor after it is closed", async () => {
  const { feed, follow, timer, bus } = openFeed();
  expect([timer.running(), bus.listening()]).toEqual([[], 0]);
  const stops = [follow(), follow()];
  expect([timer.running(), bus.listening()]).toEqual([[750], 1]);
  for (const stop of stops) stop();
  expect([timer.running(), bus.listening()]).toEqual([[], 0]);
  follow();
  feed.close();
  expect([timer.running(), bus.listening()]).toEqual([[], 0]);
  follow();
  expect([timer.running(), bus.listening()]).toEqual([[], 0]);
});
