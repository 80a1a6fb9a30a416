/**
 * Goal: time ends a session as the policy says, and nothing moves the absolute end (P6; C8, C9, C22).
 * Method: whole lifetimes are lived through on a fake clock.
 */
import { describe, expect, test } from "vitest";
import { days, hours, minutes, seconds } from "../../src/session/policy.ts";
import { startOfTime } from "../support/clock.ts";
import { createTestPawl, type TestPawl } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";

/** Refreshes every six days or sooner, and at that instant; what the last refresh gave. */
async function keptActiveUntil(instant: number, refreshToken: string, { pawl, clock }: TestPawl) {
  let token = refreshToken;
  while (instant - clock.now > days(6)) {
    clock.advance(days(6));
    token = (await pawl.refresh(token)).refreshToken;
  }
  clock.now = instant;
  return pawl.refresh(token);
}

describe("the absolute end", () => {
  test("never moves, however often the session is refreshed, and then the session is over", async () => {
    const absoluteLifetimeMs = hours(8);
    const { pawl, clock, events } = createTestPawl({
      policy: { absoluteLifetimeMs, inactivityTimeoutMs: hours(1) },
    });
    const first = await pawl.create(ada.subject);
    const end = startOfTime + absoluteLifetimeMs;
    let { refreshToken } = first;
    for (let minute = 1; minute < 8 * 60; minute++) {
      clock.advance(minutes(1));
      const next = await pawl.refresh(refreshToken);
      const { exp, auth_time } = await pawl.verify(next.accessToken);
      expect(next.session.expiresAt).toBe(end);
      expect(exp * 1000).toBeLessThanOrEqual(end);
      expect(auth_time * 1000).toBe(startOfTime);
      expect(clock.now + next.expiresInSeconds * 1000).toBeLessThanOrEqual(end);
      refreshToken = next.refreshToken;
    }
    clock.now = end - 1;
    const last = await pawl.refresh(refreshToken);
    clock.now = end;
    expect(await refusalOf(pawl.refresh(last.refreshToken))).toEqual({
      code: "session_expired",
      reason: "absolute_lifetime",
    });
    expect(await refusalOf(pawl.verify(last.accessToken))).toEqual({ code: "access_token_invalid" });
    expect((await pawl.find(first.session.sid))?.ended).toEqual({ at: end, reason: "absolute_lifetime" });
    expect(events.of("session_ended")).toMatchObject([{ reason: "absolute_lifetime" }]);
  });

  test("is a whole second, so that an access token is never made dead", async () => {
    for (const offset of [0, 1, 250, 500, 999]) {
      const test = createTestPawl();
      test.clock.advance(offset);
      const { session, refreshToken } = await test.pawl.create(ada.subject);
      expect(session.expiresAt % 1000).toBe(0);
      expect(session.expiresAt - test.clock.now).toBeGreaterThan(days(30) - 1000);
      expect(session.expiresAt - test.clock.now).toBeLessThanOrEqual(days(30));
      const last = await keptActiveUntil(session.expiresAt - 1, refreshToken, test);
      expect(await test.pawl.verify(last.accessToken)).toMatchObject({ exp: session.expiresAt / 1000 });
    }
  });

  test("beats the grace period: a replay after it is refused", async () => {
    const test = createTestPawl();
    const { refreshToken, session } = await test.pawl.create(ada.subject);
    const last = await keptActiveUntil(session.expiresAt - seconds(20), refreshToken, test);
    test.clock.now = session.expiresAt - 1;
    await test.pawl.refresh(last.refreshToken);
    test.clock.advance(1);
    expect(await refusalOf(test.pawl.refresh(last.refreshToken))).toMatchObject({
      reason: "absolute_lifetime",
    });
  });
});

describe("inactivity", () => {
  test("ends a session that was not refreshed for the timeout, and marks it so", async () => {
    const { pawl, clock } = createTestPawl();
    const { refreshToken, session } = await pawl.create(ada.subject);
    clock.advance(days(7));
    expect(await refusalOf(pawl.refresh(refreshToken))).toEqual({
      code: "session_expired",
      reason: "inactivity",
    });
    expect((await pawl.find(session.sid))?.ended).toEqual({ at: clock.now, reason: "inactivity" });
  });

  test("starts anew with each rotation", async () => {
    const { pawl, clock } = createTestPawl();
    let { refreshToken } = await pawl.create(ada.subject);
    for (let i = 0; i < 4; i++) {
      clock.advance(days(7) - 1);
      const next = await pawl.refresh(refreshToken);
      expect(next.rotation).toBe("rotated");
      refreshToken = next.refreshToken;
    }
  });

  test("is judged by the policy of today, not by that of the login", async () => {
    const { pawl, store, clock } = createTestPawl();
    const { refreshToken } = await pawl.create(ada.subject);
    const stricter = createTestPawl({ store, clock, seed: 2, policy: { inactivityTimeoutMs: hours(1) } });
    clock.advance(hours(1));
    expect(await refusalOf(stricter.pawl.refresh(refreshToken))).toMatchObject({ reason: "inactivity" });
  });
});

describe("an access token", () => {
  test("lives as long as the policy says, to the second, and is told its life in whole seconds", async () => {
    for (const offset of [0, 1, 999]) {
      const { pawl, clock } = createTestPawl();
      clock.advance(offset);
      const { accessToken, expiresInSeconds } = await pawl.create(ada.subject);
      expect(expiresInSeconds).toBe(1800);
      clock.advance(minutes(30) - 1);
      expect(await pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
      clock.advance(seconds(1));
      expect(await refusalOf(pawl.verify(accessToken))).toEqual({ code: "access_token_invalid" });
    }
  });

  test("never outlives its session", async () => {
    const test = createTestPawl();
    const { refreshToken, session } = await test.pawl.create(ada.subject);
    const last = await keptActiveUntil(session.expiresAt - seconds(90), refreshToken, test);
    expect(last.expiresInSeconds).toBe(90);
    expect(await test.pawl.verify(last.accessToken)).toMatchObject({ exp: session.expiresAt / 1000 });
  });

  test("of an hour, the longest, verifies", async () => {
    const { pawl, clock } = createTestPawl({ policy: { accessTokenLifetimeMs: hours(1) } });
    clock.advance(999);
    const { accessToken } = await pawl.create(ada.subject);
    clock.advance(hours(1) - 1);
    expect(await pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
  });
});
