/**
 * Goal: rows 3 to 6 of the decision table, which answer with tokens, do through the engine what docs/protocol.md says,
 * in the store and in the answer.
 * Method: one session on a fake clock; its tokens are presented in the order that leads to the row.
 */
import { describe, expect, test } from "vitest";
import { days, hours, seconds } from "../../src/session/policy.ts";
import { hashSecret, maxGeneration, writeRefreshToken } from "../../src/tokens/refresh-token.ts";
import { loggedIn } from "../support/logged-in.ts";
import { refusalOf } from "../support/refusal.ts";
import { secretsOf } from "../support/secrets.ts";

describe("row 4: the current token", () => {
  test("rotates: new tokens of the next generation, the old digest kept, the receipt open again", async () => {
    const { first, row, refresh, clock } = await loggedIn();
    const before = await row();
    clock.advance(hours(1));
    const second = await refresh(first.refreshToken);

    expect(second.rotation).toBe("rotated");
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(second.accessToken).not.toBe(first.accessToken);
    const after = await row();
    expect(after).toMatchObject({
      generation: 1,
      received: false,
      rotatedAt: clock.now,
      activeAt: clock.now,
    });
    expect(after.previousHash).toEqual(before.currentHash);
    expect(after).toMatchObject({
      createdAt: before.createdAt,
      expiresAt: before.expiresAt,
      sid: before.sid,
    });
    expect(after).toMatchObject(second.session);
  });

  test("at generation 0 rotates in the very millisecond of the login", async () => {
    const { first, refresh } = await loggedIn();
    expect((await refresh(first.refreshToken)).rotation).toBe("rotated");
  });

  test("goes on for as many generations as one likes, each with its own tokens", async () => {
    const { first, refresh, row, clock } = await loggedIn();
    const seen = new Set([first.refreshToken]);
    let token = first.refreshToken;
    for (let generation = 1; generation <= 50; generation++) {
      clock.advance(seconds(20));
      const next = await refresh(token);
      expect(next).toMatchObject({ rotation: "rotated", session: { generation } });
      token = next.refreshToken;
      seen.add(token);
    }
    expect(seen.size).toBe(51);
    expect((await row()).generation).toBe(50);
  });
});

describe("the user's activity", () => {
  test("is where the sender says that it was, and now where nothing is said", async () => {
    const { first, pawl, row, clock } = await loggedIn();
    const loggedInAt = clock.now;
    clock.advance(hours(3));
    const second = await pawl.refresh(first.refreshToken, { inactiveForMs: hours(2) });
    expect(second.session.activeAt).toBe(loggedInAt + hours(1));
    clock.advance(hours(1));
    await pawl.refresh(second.refreshToken);
    expect((await row()).activeAt).toBe(clock.now);
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    "cannot have been %d ms ago: a TypeError, and nothing is rotated",
    async (inactiveForMs) => {
      const { first, pawl, row } = await loggedIn();
      await expect(pawl.refresh(first.refreshToken, { inactiveForMs })).rejects.toThrow(
        new TypeError("refresh: inactiveForMs must be whole milliseconds, 0 or more"),
      );
      expect((await row()).generation).toBe(0);
    },
  );
});

test("a session whose counter is exhausted gives no answer, and is not revoked for it", async () => {
  const { pawl, first, row, store } = await loggedIn();
  const secret = new Uint8Array(32).fill(1);
  const last = { sid: `${"C".repeat(21)}A`, generation: maxGeneration };
  await store.sessions.insert({ ...(await row()), ...last, currentHash: hashSecret(secret), rotatedAt: 0 });
  const token = writeRefreshToken(secretsOf().newest, { ...last, secret });
  await expect(pawl.refresh(token)).rejects.toThrow("the generation counter of a session is exhausted");
  expect((await store.sessions.find(last.sid))?.ended).toBeNull();
  expect((await pawl.refresh(first.refreshToken)).rotation).toBe("rotated");
});

describe("row 3: the current token, which may still be on its way", () => {
  test("comes back as it was, with a new access token, and nothing is written", async () => {
    const { first, refresh, row, clock } = await loggedIn();
    const second = await refresh(first.refreshToken);
    const before = await row();
    clock.advance(seconds(20) - 1);
    const again = await refresh(second.refreshToken);
    expect(again).toMatchObject({ rotation: "unchanged", refreshToken: second.refreshToken });
    expect(again.accessToken).not.toBe(second.accessToken);
    expect(await row()).toEqual(before);
    clock.advance(1);
    expect((await refresh(second.refreshToken)).rotation).toBe("rotated");
  });
});

describe("row 5: the previous token inside the grace period", () => {
  test("gets the very same successor, as often as it asks, and nothing is written", async () => {
    const { first, refresh, row, clock } = await loggedIn();
    const second = await refresh(first.refreshToken);
    const before = await row();
    for (let i = 0; i < 10; i++) {
      clock.advance(seconds(1) - 1);
      const replay = await refresh(first.refreshToken);
      expect(replay).toMatchObject({ rotation: "replayed", refreshToken: second.refreshToken });
    }
    expect(await row()).toEqual(before);
  });

  test("is not stretched by replays: the window counts from the rotation", async () => {
    const { first, refresh, pawl, clock } = await loggedIn();
    const second = await refresh(first.refreshToken);
    await pawl.verify(second.accessToken);
    clock.advance(seconds(9));
    await refresh(first.refreshToken);
    clock.advance(seconds(1));
    expect(await refusalOf(refresh(first.refreshToken))).toMatchObject({ code: "refresh_token_reused" });
  });
});

describe("row 6: the previous token after the grace period, its successor never received", () => {
  test("is refused softly until the successor is settled, is told how long that takes, and nothing is written", async () => {
    const { first, refresh, row, clock } = await loggedIn();
    await refresh(first.refreshToken);
    const before = await row();
    clock.advance(seconds(10));
    for (const retryAfterMs of [seconds(10), seconds(4), 1]) {
      clock.now = before.rotatedAt + seconds(20) - retryAfterMs;
      await expect(refresh(first.refreshToken)).rejects.toMatchObject({
        code: "refresh_token_superseded",
        retryAfterMs,
      });
    }
    expect(await row()).toEqual(before);
    clock.advance(1);
    expect((await refresh(first.refreshToken)).rotation).toBe("recovered");
  });

  test("recovers: a successor one generation on, made of the same token, and the lost one is superseded", async () => {
    const { first, refresh, row, clock } = await loggedIn();
    const { currentHash } = await row();
    const lost = await refresh(first.refreshToken);
    clock.advance(hours(8));
    const recovered = await refresh(first.refreshToken);

    expect(recovered).toMatchObject({ rotation: "recovered", session: { generation: 2 } });
    expect(recovered.refreshToken).not.toBe(lost.refreshToken);
    const after = await row();
    expect(after).toMatchObject({
      generation: 2,
      received: false,
      rotatedAt: clock.now,
      activeAt: clock.now,
    });
    expect(after.previousHash).toEqual(currentHash);
    expect(await refusalOf(refresh(lost.refreshToken))).toEqual({ code: "refresh_token_superseded" });
    expect((await refresh(recovered.refreshToken)).rotation).toBe("unchanged");
    expect(await refresh(first.refreshToken)).toMatchObject({
      rotation: "replayed",
      refreshToken: recovered.refreshToken,
    });
  });

  test("recovers again and again while every answer is lost, each time one generation on", async () => {
    const { first, refresh, row, clock } = await loggedIn();
    await refresh(first.refreshToken);
    const successors = new Set<string>();
    for (let generation = 2; generation <= 21; generation++) {
      clock.advance(hours(1));
      const recovered = await refresh(first.refreshToken);
      expect(recovered).toMatchObject({ rotation: "recovered", session: { generation } });
      successors.add(recovered.refreshToken);
    }
    expect(successors.size).toBe(20);
    expect((await row()).generation).toBe(21);
  });

  test("the answer that a recovery replaced is reuse once the grace period is over", async () => {
    const { first, refresh, clock } = await loggedIn();
    const lost = await refresh(first.refreshToken);
    clock.advance(hours(1));
    await refresh(first.refreshToken);
    clock.advance(seconds(10));
    expect(await refusalOf(refresh(lost.refreshToken))).toMatchObject({ code: "refresh_token_reused" });
  });

  test("is over after the recovery period", async () => {
    const { first, refresh, clock } = await loggedIn({ policy: { recoveryPeriodMs: hours(24) } });
    await refresh(first.refreshToken);
    clock.advance(hours(24));
    expect(await refusalOf(refresh(first.refreshToken))).toMatchObject({ code: "refresh_token_reused" });
  });

  test("by default is not over before the session is", async () => {
    const { first, refresh, clock } = await loggedIn();
    await refresh(first.refreshToken);
    clock.advance(days(7) - 1);
    expect((await refresh(first.refreshToken)).rotation).toBe("recovered");
    clock.advance(days(7));
    expect(await refusalOf(refresh(first.refreshToken))).toEqual({
      code: "session_expired",
      reason: "inactivity",
    });
  });
});
