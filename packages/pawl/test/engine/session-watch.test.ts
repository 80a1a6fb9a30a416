/**
 * Goal: whoever watches a session is told of its end, once, with its reason, whoever ended it and however.
 * Method: the hub on a store in memory, with a timer that the test turns by hand and a clock that stands still.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { hours, minutes } from "../../src/session/policy.ts";
import { guardFor, rotationFrom } from "../support/session-row.ts";
import { openHub as open } from "../support/watch-hub.ts";

describe("an end is told once, with its reason", () => {
  test("at once, if this process ended the session", async () => {
    const { hub, told, watch, insert, timer } = open();
    const { sid } = await insert();
    watch(sid);
    watch(sid);
    hub.ended(sid, "password_changed");
    expect(told).toEqual(["password_changed", "password_changed"]);
    hub.ended(sid, "logged_out");
    await timer.turn();
    expect(told).toHaveLength(2);
  });

  test("at the next turn, if another process did", async () => {
    const { told, watch, insert, timer, endElsewhere } = open();
    const { sid } = await insert();
    watch(sid);
    await timer.turn();
    await endElsewhere(sid, "logged_out_elsewhere");
    expect(told).toEqual([]);
    await timer.turn();
    expect(told).toEqual(["logged_out_elsewhere"]);
  });

  test("at the next turn, if it had ended before anybody watched", async () => {
    const { told, watch, insert, timer } = open();
    const { sid } = await insert({ ended: { reason: "user_disabled", at: 1 } });
    watch(sid);
    await timer.turn();
    expect(told).toEqual(["user_disabled"]);
  });

  test("when its user has been away for too long, and not a millisecond before", async () => {
    const { told, watch, insert, timer, clock } = open();
    const { sid, activeAt } = await insert();
    watch(sid);
    await timer.turn();
    clock.now = activeAt + hours(1) - 1;
    await timer.turn();
    expect(told).toEqual([]);
    clock.advance(1);
    await timer.turn();
    expect(told).toEqual(["inactivity"]);
  });

  test("later, when a rotation that nobody told the hub of has noted activity", async () => {
    const { told, watch, insert, timer, clock, store } = open();
    const session = await insert();
    watch(session.sid);
    await timer.turn();
    const activeAt = session.activeAt + minutes(40);
    await store.sessions.rotate(session.sid, guardFor(session), rotationFrom(session, "next", activeAt));
    clock.now = session.activeAt + hours(1);
    await timer.turn();
    expect(told).toEqual([]);
    clock.now = activeAt + hours(1);
    await timer.turn();
    expect(told).toEqual(["inactivity"]);
  });

  test("at its absolute end, whatever its activity", async () => {
    const { told, watch, insert, timer, clock } = open();
    const { sid, expiresAt } = await insert({ expiresAt: clock.now + minutes(5) });
    watch(sid);
    await timer.turn();
    clock.now = expiresAt;
    await timer.turn();
    expect(told).toEqual(["absolute_lifetime"]);
  });

  test("as an admin's doing, if its row was deleted, or never was there", async () => {
    const { told, watch, timer } = open();
    watch("nobody");
    await timer.turn();
    expect(told).toEqual(["revoked_by_admin"]);
  });
});

describe("whoever watches", () => {
  test("and stops is not told, and the others are; to stop again does nothing", async () => {
    const { watch, insert, hub, told } = open();
    const { sid } = await insert();
    const stop = watch(sid);
    watch(sid);
    stop();
    stop();
    hub.ended(sid, "logged_out");
    expect(told).toEqual(["logged_out"]);
  });

  test("of a session that ended, stops nobody who watches it since", async () => {
    const { watch, insert, hub, told, timer } = open();
    const { sid } = await insert();
    const stop = watch(sid);
    hub.ended(sid, "logged_out");
    watch(sid);
    stop();
    expect(timer.running()).toHaveLength(1);
    hub.ended(sid, "logged_out");
    expect(told).toHaveLength(2);
  });

  test("and throws, or rejects, keeps nobody else from being told; the events say so", async () => {
    const { hub, insert, events, watch, told } = open();
    const { sid } = await insert();
    const [thrown, rejected] = [new Error("thrown"), new Error("rejected")];
    hub.watch(sid, () => {
      throw thrown;
    });
    hub.watch(sid, () => Promise.reject(rejected));
    watch(sid);
    hub.ended(sid, "logged_out");
    await nextTurn();
    expect(told).toEqual(["logged_out"]);
    expect(events.of("internal_error").map(({ error, route }) => [route, error])).toEqual([
      ["watchSession", thrown],
      ["watchSession", rejected],
    ]);
  });

  test("and stops another one while being told, is the last to be told", async () => {
    const { hub, insert, told, watch } = open();
    const { sid } = await insert();
    let stop = () => {};
    hub.watch(sid, () => stop());
    stop = watch(sid);
    hub.ended(sid, "logged_out");
    expect(told).toEqual([]);
  });
});
