/**
 * Goal: watching costs one timer and one read of the ended sessions for all, and nothing when nobody watches; a store
 * without an answer ends nothing.
 * Method: as in session-watch.test.ts; the calls of the store are counted, and made to fail or to wait.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { minutes } from "../../src/session/policy.ts";
import { StoreError } from "../../src/session/store.ts";
import { openHub as open } from "../support/watch-hub.ts";

describe("what it costs", () => {
  test("one timer and one read of the ended sessions a turn, however many watch", async () => {
    const { watch, insert, timer, store } = open();
    for (let i = 0; i < 50; i++) watch((await insert({ sid: `s${i % 25}${i}` })).sid);
    await timer.turn();
    store.forget();
    for (let turn = 0; turn < 10; turn++) await timer.turn();
    expect(timer.running()).toHaveLength(1);
    expect(store.count("sessions.endedSince")).toBe(10);
    expect(store.count()).toBe(10);
  });

  test("one look at the row in the life of an access token, and one for whoever comes new", async () => {
    const { watch, insert, timer, store, clock } = open();
    const { sid } = await insert();
    watch(sid);
    await timer.turn();
    for (let minute = 1; minute <= 20; minute++) {
      clock.advance(minutes(1));
      await timer.turn();
    }
    expect(store.count("sessions.find")).toBe(3);
    watch(sid);
    await timer.turn();
    expect(store.count("sessions.find")).toBe(4);
  });

  test("a clock that was set back delays no look", async () => {
    const { told, watch, insert, timer, clock, store } = open();
    const { sid, activeAt } = await insert();
    clock.now = activeAt + minutes(50);
    watch(sid);
    await timer.turn();
    clock.now = activeAt;
    await timer.turn();
    expect(store.count("sessions.find")).toBe(2);
    expect(told).toEqual([]);
  });

  test("nothing at all while nobody watches: many that come and go leave no timer and no listener", async () => {
    const { watch, insert, timer, store, told, hub } = open();
    const { sid } = await insert();
    expect(timer.running()).toEqual([]);
    for (let round = 0; round < 100; round++) {
      const stops = Array.from({ length: 10 }, () => watch(sid));
      expect(timer.running()).toHaveLength(1);
      for (const stop of stops) stop();
      expect(timer.running()).toEqual([]);
    }
    store.forget();
    await timer.turn();
    hub.ended(sid, "logged_out");
    expect(store.calls).toEqual([]);
    expect(told).toEqual([]);
  });

  test("the timer stops with the last session that ends, too", async () => {
    const { watch, insert, timer, hub } = open();
    const [one, two] = [await insert({ sid: "one" }), await insert({ sid: "two" })];
    for (const { sid } of [one, two]) watch(sid);
    hub.ended("one", "logged_out");
    expect(timer.running()).toHaveLength(1);
    hub.ended("two", "logged_out");
    expect(timer.running()).toEqual([]);
  });

  test("of a thousand sessions that are due at once, few are read at a time, and all are", async () => {
    const { watch, insert, timer, store, how } = open();
    let [under, most] = [0, 0];
    how.answer = async () => {
      most = Math.max(most, ++under);
      await nextTurn();
      under--;
    };
    for (let i = 0; i < 1000; i++) watch((await insert({ sid: `s${i}` })).sid);
    most = 0;
    await timer.turn();
    while (store.count("sessions.find") < 1000 || under > 0) await nextTurn();
    expect(most).toBe(16);
  });
});

describe("a store without an answer", () => {
  const outage = () => Promise.reject(new StoreError("out of reach"));

  test("ends nothing, is told of in the events, and is asked again at each turn", async () => {
    const { watch, insert, timer, told, how, events, endElsewhere } = open();
    const { sid } = await insert();
    watch(sid);
    await endElsewhere(sid, "revoked_by_admin");
    how.answer = outage;
    for (let turn = 0; turn < 3; turn++) await timer.turn();
    expect(told).toEqual([]);
    const what = events.of("unavailable").map((event) => event.what);
    expect(what.filter((one) => one === "session watch")).toHaveLength(3);
    how.answer = () => Promise.resolve();
    await timer.turn();
    expect(told).toEqual(["revoked_by_admin"]);
  });

  test("is not asked for each of many: a turn ends with the first failures", async () => {
    const { watch, insert, timer, store, how } = open();
    for (let i = 0; i < 200; i++) watch((await insert({ sid: `s${i}` })).sid);
    how.answer = outage;
    store.forget();
    await timer.turn();
    expect(store.count("sessions.find")).toBe(16);
  });

  test("that is slow is not asked more often for it", async () => {
    const { watch, insert, timer, store, how, told, endElsewhere } = open();
    const { sid } = await insert();
    watch(sid);
    await endElsewhere(sid, "logged_out");
    let answer = () => {};
    const slow = new Promise<void>((resolve) => {
      answer = resolve;
    });
    how.answer = () => slow;
    for (let turn = 0; turn < 5; turn++) await timer.turn();
    expect(store.count("sessions.endedSince")).toBe(1);
    answer();
    await nextTurn();
    expect(told).toEqual(["logged_out"]);
  });
});

test("closed, it tells nobody, takes nobody new, and has no timer, also in the middle of a look", async () => {
  const { watch, insert, timer, hub, told, how, events } = open();
  const { sid } = await insert({ ended: { reason: "logged_out", at: 1 } });
  watch(sid);
  let fail = (_: Error) => {};
  const slow = new Promise<void>((_, reject) => {
    fail = reject;
  });
  how.answer = () => slow;
  await timer.turn();
  hub.close();
  fail(new StoreError("closed"));
  await nextTurn();
  watch(sid)();
  hub.ended(sid, "logged_out");
  expect(timer.running()).toEqual([]);
  expect(told).toEqual([]);
  expect(events.of("unavailable").map(({ what }) => what)).toEqual(["revocation list"]);
});
