/**
 * Goal: rows 1 and 7 to 9 of the decision table, which refuse, do through the engine what docs/protocol.md says, in the
 * store and in the answer.
 * Method: one session on a fake clock; its tokens are presented in the order that leads to the row.
 */
import { describe, expect, test } from "vitest";
import { days, hours, seconds } from "../../src/session/policy.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { loggedIn } from "../support/logged-in.ts";
import { ada } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";

describe("row 7: a token of a generation that the store has lost", () => {
  test("is unknown and revokes nothing: the store was rolled back", async () => {
    const { first, refresh, row, store, clock, events, pawl } = await loggedIn();
    const backup = await row();
    const second = await refresh(first.refreshToken);
    clock.advance(hours(1));
    const third = await refresh(second.refreshToken);

    const restored = createTestPawl({ clock, seed: 2 });
    await restored.store.sessions.insert(backup);
    for (const token of [second.refreshToken, third.refreshToken]) {
      expect(await refusalOf(restored.pawl.refresh(token))).toEqual({ code: "refresh_token_unknown" });
    }
    expect(await restored.store.sessions.find(backup.sid)).toEqual(backup);
    expect(restored.events.of("refresh_refused")).toHaveLength(2);
    expect(restored.events.of("session_ended")).toEqual([]);
    expect((await restored.pawl.refresh(first.refreshToken)).rotation).toBe("rotated");

    // And without the backup, the session goes on as ever.
    expect((await store.sessions.find(backup.sid))?.ended).toBeNull();
    expect(await pawl.verify(third.accessToken)).toMatchObject({ gen: 2 });
    expect(events.of("session_ended")).toEqual([]);
  });

  test("a session that is not in the store at all is unknown too", async () => {
    const { first, clock } = await loggedIn();
    const empty = createTestPawl({ clock });
    expect(await refusalOf(empty.pawl.refresh(first.refreshToken))).toEqual({
      code: "refresh_token_unknown",
    });
  });
});

describe("row 8: an old token close to a rotation", () => {
  test("is refused softly: no token, no revocation, no write", async () => {
    const { first, refresh, row, clock } = await loggedIn();
    const second = await refresh(first.refreshToken);
    clock.advance(hours(1));
    await refresh(second.refreshToken);
    const before = await row();
    clock.advance(seconds(10) - 1);
    expect(await refusalOf(refresh(first.refreshToken))).toEqual({ code: "refresh_token_superseded" });
    expect(await row()).toEqual(before);
  });

  test("says how far the session has come, and names no wait: the newest cookie will do at once", async () => {
    const { first, refresh, clock } = await loggedIn();
    const second = await refresh(first.refreshToken);
    clock.advance(hours(1));
    const { revision } = await refresh(second.refreshToken);
    await expect(refresh(first.refreshToken)).rejects.toMatchObject({
      code: "refresh_token_superseded",
      revision,
      retryAfterMs: 0,
    });
  });
});

describe("row 9: reuse", () => {
  test("revokes this session at once, its access tokens included, and no other of the user", async () => {
    const { pawl, first, refresh, row, clock, events } = await loggedIn();
    const bystander = await pawl.create(ada.subject);
    const second = await refresh(first.refreshToken);
    clock.advance(seconds(20));
    const third = await refresh(second.refreshToken);
    await pawl.verify(third.accessToken);
    clock.advance(seconds(10));

    expect(await refusalOf(refresh(first.refreshToken))).toEqual({
      code: "refresh_token_reused",
      reason: "refresh_token_reused",
    });
    expect((await row()).ended).toEqual({ at: clock.now, reason: "refresh_token_reused" });
    for (const { accessToken } of [first, second, third]) {
      expect(await refusalOf(pawl.verify(accessToken))).toEqual({ code: "access_token_invalid" });
    }
    for (const { refreshToken } of [first, second, third]) {
      expect(await refusalOf(refresh(refreshToken))).toEqual({
        code: "refresh_token_reused",
        reason: "refresh_token_reused",
      });
    }
    expect(events.of("session_ended")).toMatchObject([{ reason: "refresh_token_reused", at: clock.now }]);

    expect(await pawl.verify(bystander.accessToken)).toMatchObject({ sid: bystander.session.sid });
    expect((await refresh(bystander.refreshToken)).rotation).toBe("rotated");
  });

  test("recognises a token that is a thousand generations old, without having kept it", async () => {
    const { first, refresh, clock } = await loggedIn({ policy: { gracePeriodMs: 1 } });
    let token = first.refreshToken;
    for (let i = 0; i < 1000; i++) {
      clock.advance(2);
      token = (await refresh(token)).refreshToken;
    }
    clock.advance(1);
    expect(await refusalOf(refresh(first.refreshToken))).toMatchObject({ code: "refresh_token_reused" });
    expect(await refusalOf(refresh(token))).toMatchObject({ code: "refresh_token_reused" });
  });
});

describe("row 1: an ended session", () => {
  test.each([
    ["logged_out", "session_revoked"],
    ["logged_out_elsewhere", "session_revoked"],
    ["replaced_by_login", "session_revoked"],
    ["revoked_by_admin", "session_revoked"],
    ["password_changed", "session_revoked"],
    ["user_disabled", "session_revoked"],
    ["refresh_token_reused", "refresh_token_reused"],
    ["inactivity", "session_expired"],
    ["absolute_lifetime", "session_expired"],
  ] as const)("that ended as %s is refused as %s, with that reason", async (reason, code) => {
    const { pawl, first, refresh, sid, clock } = await loggedIn();
    const second = await refresh(first.refreshToken);
    await pawl.revoke(sid, reason);
    for (const token of [first.refreshToken, second.refreshToken]) {
      expect(await refusalOf(refresh(token))).toEqual({ code, reason });
    }
    clock.advance(days(60));
    expect(await refusalOf(refresh(second.refreshToken))).toEqual({ code, reason });
  });

  test("a token that was logged out is dead, not theft", async () => {
    const { pawl, first, refresh, sid, row, clock, events } = await loggedIn();
    const second = await refresh(first.refreshToken);
    await pawl.revoke(sid, "logged_out");
    clock.advance(hours(1));
    expect(await refusalOf(refresh(first.refreshToken))).toMatchObject({ reason: "logged_out" });
    expect(await refusalOf(refresh(second.refreshToken))).toMatchObject({ reason: "logged_out" });
    expect((await row()).ended?.reason).toBe("logged_out");
    expect(events.of("session_ended")).toHaveLength(1);
  });
});

describe("without a grace period", () => {
  test("each use rotates, and any second use ends the session", async () => {
    const { first, refresh } = await loggedIn({ policy: { gracePeriodMs: 0 } });
    const second = await refresh(first.refreshToken);
    const third = await refresh(second.refreshToken);
    expect([second.rotation, third.rotation]).toEqual(["rotated", "rotated"]);
    expect(await refusalOf(refresh(second.refreshToken))).toMatchObject({ code: "refresh_token_reused" });
    expect(await refusalOf(refresh(third.refreshToken))).toMatchObject({ code: "refresh_token_reused" });
  });
});
