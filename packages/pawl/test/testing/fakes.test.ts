/**
 * Goal: what we hand out for tests of an app does what it says: the clock, the randomness, and the stores that fail and
 * count.
 * Method: each of them on its own, around the memory store.
 */
import { describe, expect, test } from "vitest";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import type { Store } from "../../src/stores/store.ts";
import { aroundStore, countingStore, fakeClock, faultyStore, seededRandom } from "../../src/testing/index.ts";
import { guardFor, rotationFrom, sessionRow } from "../support/session-row.ts";

const before = sessionRow();

test("a fake clock stands still until it is moved, in a future that no real one has reached", () => {
  const { read, ...rest } = fakeClock();
  expect(rest.now).toBeGreaterThan(Date.now());
  const clock = fakeClock(5);
  const readLater = clock.read;
  expect([clock.read(), clock.read()]).toEqual([5, 5]);
  clock.advance(10);
  expect(readLater()).toBe(15);
  clock.now = 0;
  expect(readLater()).toBe(0);
  expect(read()).toBe(rest.now);
});

test("seeded randomness is the same for the same seed, and another for another", () => {
  const bytesOf = (seed?: number) => {
    const random = seededRandom(seed);
    return [...random(32), ...random(1)];
  };
  expect(bytesOf(7)).toEqual(bytesOf(7));
  expect(bytesOf(7)).not.toEqual(bytesOf(8));
  expect(bytesOf()).toEqual(bytesOf(1));
  expect(bytesOf(7)).toHaveLength(33);
  expect(new Set(seededRandom()(10_000)).size).toBe(256);
});

describe("a faulty store", () => {
  const rotate = ({ sessions }: Store) => sessions.rotate(before.sid, guardFor(before), rotationFrom(before));

  test.each([
    ["before", 3],
    ["after", 4],
  ] as const)("that fails %s a write has the session at generation %i", async (moment, generation) => {
    const store = faultyStore(memoryStore());
    await store.sessions.insert(before);
    store.failNext("sessions.rotate", moment);
    await expect(rotate(store)).rejects.toThrow(StoreError);
    expect((await store.sessions.find(before.sid))?.generation).toBe(generation);
    expect(await rotate(store)).toMatchObject({ rotated: generation === 3 });
  });

  test("fails as often as it was told, and only the verb that was named", async () => {
    const store = faultyStore(memoryStore());
    for (let i = 0; i < 2; i++) store.failNext("sessions.find", "before");
    expect(await store.sessions.list("usr_ada")).toEqual([]);
    for (let i = 0; i < 2; i++) await expect(store.sessions.find("a")).rejects.toThrow(StoreError);
    expect(await store.sessions.find("a")).toBeUndefined();
  });

  test("that is out gives no answer to anything, and what was written is there when it is back", async () => {
    const store = faultyStore(memoryStore());
    await store.sessions.insert(before);
    store.out = true;
    for (const call of [
      () => store.sessions.find(before.sid),
      () => store.keys.list(),
      () => store.users.list(),
      () => store.ready(),
      () => store.migrate(),
    ]) {
      await expect(call()).rejects.toThrow(StoreError);
    }
    store.out = false;
    expect(await store.sessions.find(before.sid)).toEqual(before);
  });
});

test("a counting store tells every call with its parameters, and forgets when it is told to", async () => {
  const store = countingStore(memoryStore());
  await store.ready();
  await store.sessions.find("a");
  await store.sessions.find("b");
  expect(store.calls).toEqual([
    { verb: "ready", parameters: [] },
    { verb: "sessions.find", parameters: ["a"] },
    { verb: "sessions.find", parameters: ["b"] },
  ]);
  expect([store.count(), store.count("sessions.find"), store.count("keys.list")]).toEqual([3, 2, 0]);
  store.forget();
  expect(store.count()).toBe(0);
});

test("a store may be an object of a class: its verbs are found, and know what they belong to", async () => {
  class ReadyStore {
    readonly #store = memoryStore();
    readonly sessions = this.#store.sessions;
    readonly keys = this.#store.keys;
    readonly users = this.#store.users;
    migrate() {
      return this.#store.migrate();
    }
    ready() {
      return this.#store.ready();
    }
    close() {
      return this.#store.close();
    }
  }
  const seen: string[] = [];
  const store = aroundStore(new ReadyStore(), ({ verb }, run) => {
    seen.push(verb);
    return run();
  });
  await store.ready();
  await store.sessions.find("a");
  await store.close();
  expect(seen).toEqual(["ready", "sessions.find"]);
  await expect(store.ready()).rejects.toThrow(StoreError);
});
