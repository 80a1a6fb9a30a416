/**
 * Goal: users see and end their own live sessions, nobody else's, and what has ended is kept for a day and then swept.
 * Method: several users and sessions on one store and a fake clock.
 */
import { describe, expect, test } from "vitest";
import { days, hours } from "../../src/session/policy.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { ada, grace } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";

describe("list", () => {
  test("gives the live sessions of one user, newest first", async () => {
    const { pawl, clock } = createTestPawl();
    const sids = [];
    for (let i = 0; i < 4; i++) {
      sids.unshift((await pawl.create(ada.subject)).session.sid);
      clock.advance(1);
    }
    await pawl.create(grace.subject);
    await pawl.revoke(sids[2] ?? "");
    const expected = sids.filter((_, index) => index !== 2);
    expect((await pawl.list(ada.subject)).map(({ sid }) => sid)).toEqual(expected);
    expect(await pawl.list("usr_nobody")).toEqual([]);
  });

  test("leaves out what is over by time, although nobody has marked it yet", async () => {
    const { pawl, clock } = createTestPawl();
    const idle = await pawl.create(ada.subject);
    clock.advance(days(1));
    const active = await pawl.create(ada.subject);
    clock.now = idle.session.createdAt + days(7) - 1;
    expect(await pawl.list(ada.subject)).toHaveLength(2);
    clock.advance(1);
    expect((await pawl.list(ada.subject)).map(({ sid }) => sid)).toEqual([active.session.sid]);
    clock.now = active.session.expiresAt;
    expect(await pawl.list(ada.subject)).toEqual([]);
  });
});

test("a session is listed until its absolute end, and not at it", async () => {
  const { pawl, clock } = createTestPawl({ policy: { inactivityTimeoutMs: days(30) } });
  const { session } = await pawl.create(ada.subject);
  clock.now = session.expiresAt - 1;
  expect(await pawl.list(ada.subject)).toHaveLength(1);
  clock.advance(1);
  expect(await pawl.list(ada.subject)).toEqual([]);
});

describe("revoke", () => {
  test("ends one session, by default as an administrator's decision", async () => {
    const { pawl, clock } = createTestPawl();
    const { session, refreshToken } = await pawl.create(ada.subject);
    expect(await pawl.revoke(session.sid)).toBe(true);
    expect((await pawl.find(session.sid))?.ended).toEqual({ reason: "revoked_by_admin", at: clock.now });
    expect(await refusalOf(pawl.refresh(refreshToken))).toEqual({
      code: "session_revoked",
      reason: "revoked_by_admin",
    });
  });

  test("keeps the first reason and instant", async () => {
    const { pawl, clock } = createTestPawl();
    const { session } = await pawl.create(ada.subject);
    await pawl.revoke(session.sid, "logged_out");
    const { ended } = (await pawl.find(session.sid)) ?? {};
    clock.advance(hours(1));
    expect(await pawl.revoke(session.sid, "user_disabled")).toBe(false);
    expect(await pawl.revokeAll(ada.subject, { reason: "user_disabled" })).toBe(0);
    expect((await pawl.find(session.sid))?.ended).toEqual(ended);
  });

  test.each(["", "theft", "constructor", null])(
    "refuses %j, which is no reason, and ends nothing",
    async (reason) => {
      const { pawl } = createTestPawl();
      const { session } = await pawl.create(ada.subject);
      const wrong = reason as "logged_out";
      await expect(pawl.revoke(session.sid, wrong)).rejects.toThrow(
        /^revoke: the reason must be one of inactivity, /,
      );
      await expect(pawl.revokeAll(ada.subject, { reason: wrong })).rejects.toThrow(TypeError);
      expect((await pawl.find(session.sid))?.ended).toBeNull();
    },
  );
});

describe("revokeAll", () => {
  test("ends every session of one user except the one that is named, at once and for good", async () => {
    const { pawl } = createTestPawl();
    const mine = await Promise.all([1, 2, 3].map(() => pawl.create(ada.subject)));
    const hers = await pawl.create(grace.subject);
    const [kept, ...others] = mine;
    expect(await pawl.revokeAll(ada.subject, { exceptSid: kept?.session.sid })).toBe(2);
    for (const { accessToken, refreshToken } of others) {
      expect(await refusalOf(pawl.verify(accessToken))).toEqual({ code: "access_token_invalid" });
      expect(await refusalOf(pawl.refresh(refreshToken))).toMatchObject({ code: "session_revoked" });
    }
    for (const spared of [kept, hers]) {
      expect(await pawl.verify(spared?.accessToken ?? "")).toMatchObject({ sid: spared?.session.sid });
    }
  });

  test("names its exception by session, not by user: another user's sid spares nobody", async () => {
    const { pawl } = createTestPawl();
    await pawl.create(ada.subject);
    const hers = await pawl.create(grace.subject);
    expect(await pawl.revokeAll(ada.subject, { exceptSid: hers.session.sid })).toBe(1);
  });
});

describe("sweep", () => {
  test("removes what ended a day ago, in batches, and nothing that lives or whose end may still be asked for", async () => {
    const { pawl, clock, store } = createTestPawl();
    const ended = [];
    for (let i = 0; i < 5; i++) ended.push(await pawl.create(ada.subject));
    const live = await pawl.create(ada.subject);
    await pawl.revokeAll(ada.subject, { exceptSid: live.session.sid, reason: "logged_out" });

    clock.advance(hours(24));
    expect(await pawl.sweep()).toBe(0);
    expect(await refusalOf(pawl.refresh(ended[0]?.refreshToken ?? ""))).toMatchObject({
      reason: "logged_out",
    });
    clock.advance(1);
    expect(await pawl.sweep(2)).toBe(2);
    expect(await pawl.sweep(1)).toBe(1);
    expect(await pawl.sweep(2)).toBe(2);
    expect(await pawl.sweep(2)).toBe(0);
    expect(await refusalOf(pawl.refresh(ended[0]?.refreshToken ?? ""))).toEqual({
      code: "refresh_token_unknown",
    });
    expect((await pawl.refresh(live.refreshToken)).rotation).toBe("rotated");
    expect(await store.sessions.find(live.session.sid)).toBeDefined();
  });

  test("removes abandoned sessions a day after their absolute end: the store does not grow for ever", async () => {
    const { pawl, clock, store } = createTestPawl();
    const { session } = await pawl.create(ada.subject);
    clock.now = session.expiresAt + hours(24);
    expect(await pawl.sweep()).toBe(0);
    clock.advance(1);
    expect(await pawl.sweep()).toBe(1);
    expect(await store.sessions.find(session.sid)).toBeUndefined();
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("refuses a batch of %d", async (limit) => {
    const { pawl } = createTestPawl();
    await expect(pawl.sweep(limit)).rejects.toThrow(
      new TypeError("sweep: limit must be a whole number of 1 or more"),
    );
  });
});
