/**
 * Goal: whatever comes at once, one generation is made, everyone is answered, and a revocation is never undone
 * (C6, C7; complaints 3, 4, 10, 11, 17).
 * Method: the store is stopped right before a swap, the first or the one that was decided on after a look, and something
 * else happens there.
 */
import { describe, expect, test } from "vitest";
import { hours, seconds } from "../../src/session/policy.ts";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import { aroundStore } from "../support/around-store.ts";
import { countingStore } from "../support/counting-store.ts";
import { createTestPawl, type TestPawlOptions } from "../support/create-test-pawl.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { ada } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";

/**
 * Pawl on a store where something happens right before the next call of a verb, or a later one: a refresh tries an
 * ordinary rotation first, and a recovery is its second swap.
 */
function interrupted(options: TestPawlOptions = {}) {
  const store = memoryStore();
  let next: { verb: string; happens: () => Promise<unknown>; countdown: number } | undefined;
  const test = createTestPawl({
    ...options,
    store: aroundStore(store, async ({ verb }, run) => {
      if (next?.verb === verb && --next.countdown === 0) {
        const { happens } = next;
        next = undefined;
        await happens();
      }
      return run();
    }),
  });
  const rightBefore = (verb: string, happens: () => Promise<unknown>, countdown = 1) => {
    next = { verb, happens, countdown };
  };
  const rightBeforeRecovery = (happens: () => Promise<unknown>) => rightBefore("sessions.rotate", happens, 2);
  return { ...test, store, rightBefore, rightBeforeRecovery };
}

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ filename: ":memory:" })],
])("a hundred concurrent refreshes of one token, on %s", (_, openStore) => {
  test("make one generation, and all hundred get its token", async () => {
    const { pawl, store, events } = createTestPawl({ store: openStore() });
    const { refreshToken, session } = await pawl.create(ada.subject);
    const answers = await Promise.all(Array.from({ length: 100 }, () => pawl.refresh(refreshToken)));

    expect(answers.filter(({ rotation }) => rotation === "rotated")).toHaveLength(1);
    expect(answers.filter(({ rotation }) => rotation === "replayed")).toHaveLength(99);
    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1);
    expect((await store.sessions.find(session.sid))?.generation).toBe(1);
    for (const { accessToken } of answers) expect(await pawl.verify(accessToken)).toMatchObject({ gen: 1 });
    expect(events.of("session_ended")).toEqual([]);
  });

  test("once the lost answer is settled make one recovery, and all hundred get its token", async () => {
    const { pawl, clock, store } = createTestPawl({ store: openStore() });
    const { refreshToken, session } = await pawl.create(ada.subject);
    await pawl.refresh(refreshToken);
    clock.advance(hours(1));
    const answers = await Promise.all(Array.from({ length: 100 }, () => pawl.refresh(refreshToken)));
    expect(answers.filter(({ rotation }) => rotation === "recovered")).toHaveLength(1);
    expect(answers.filter(({ rotation }) => rotation === "replayed")).toHaveLength(99);
    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1);
    expect((await store.sessions.find(session.sid))?.generation).toBe(2);
  });

  test("on two nodes make one generation", async () => {
    const store = openStore();
    const one = createTestPawl({ store });
    const two = createTestPawl({ store, clock: one.clock, seed: 2 });
    const { refreshToken } = await one.pawl.create(ada.subject);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (__, i) => (i % 2 === 0 ? one : two).pawl.refresh(refreshToken)),
    );
    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1);
    expect(answers.filter(({ rotation }) => rotation === "rotated")).toHaveLength(1);
  });
});

describe("a lost swap", () => {
  test("is answered with the winner's successor", async () => {
    const { pawl, rightBefore, events } = interrupted();
    const { refreshToken } = await pawl.create(ada.subject);
    let winner: string | undefined;
    rightBefore("sessions.rotate", async () => {
      winner = (await pawl.refresh(refreshToken)).refreshToken;
    });
    const loser = await pawl.refresh(refreshToken);
    expect(loser).toMatchObject({ rotation: "replayed", refreshToken: winner });
    expect(events.of("session_refreshed").map(({ rotation }) => rotation)).toEqual(["rotated", "replayed"]);
  });

  test("of a recovery is answered with the winner's recovery", async () => {
    const { pawl, rightBeforeRecovery, clock } = interrupted();
    const { refreshToken } = await pawl.create(ada.subject);
    await pawl.refresh(refreshToken);
    clock.advance(seconds(30));
    let winner: string | undefined;
    rightBeforeRecovery(async () => {
      winner = (await pawl.refresh(refreshToken)).refreshToken;
    });
    expect(await pawl.refresh(refreshToken)).toMatchObject({ rotation: "replayed", refreshToken: winner });
  });

  test("of a recovery to the answer that was believed lost is refused softly, and that one goes on", async () => {
    const { pawl, rightBeforeRecovery, clock } = interrupted();
    const { refreshToken } = await pawl.create(ada.subject);
    const second = await pawl.refresh(refreshToken);
    clock.advance(hours(1));
    let third: string | undefined;
    rightBeforeRecovery(async () => {
      third = (await pawl.refresh(second.refreshToken)).refreshToken;
    });
    expect(await refusalOf(pawl.refresh(refreshToken))).toEqual({ code: "refresh_token_superseded" });
    clock.advance(seconds(20));
    expect((await pawl.refresh(third ?? "")).rotation).toBe("rotated");
  });

  /** A store where a swap is lost so many times, whoever has won. */
  const losing = (times: number) => {
    const store = memoryStore();
    let left = times;
    return aroundStore(store, async ({ verb, parameters: [sid] }, run) =>
      verb === "sessions.rotate" && left-- > 0
        ? { rotated: false, session: await store.sessions.find(String(sid)) }
        : run(),
    );
  };

  test("is tried again, and the seventh lost in a row is not too many", async () => {
    const { pawl } = createTestPawl({ store: losing(7) });
    const { refreshToken } = await pawl.create(ada.subject);
    expect(await pawl.refresh(refreshToken)).toMatchObject({ rotation: "rotated" });
  });

  test("is no answer, not a refusal, when it goes on for ever", async () => {
    const { pawl, events } = createTestPawl({ store: losing(Number.POSITIVE_INFINITY) });
    const { refreshToken } = await pawl.create(ada.subject);
    await expect(pawl.refresh(refreshToken)).rejects.toThrow(StoreError);
    expect(events.of("refresh_refused")).toEqual([]);
  });
});

describe("a receipt between the look and the swap", () => {
  test("is not wiped out by a recovery that was decided without it", async () => {
    const { pawl, rightBeforeRecovery, store, clock } = interrupted();
    const { refreshToken, session } = await pawl.create(ada.subject);
    await pawl.refresh(refreshToken);
    clock.advance(hours(1));
    rightBeforeRecovery(() => store.sessions.receive(session.sid, 1));
    // Decided again with the receipt, it is row 9: the old token came back after its successor was in use.
    expect(await refusalOf(pawl.refresh(refreshToken))).toMatchObject({ code: "refresh_token_reused" });
    expect(await store.sessions.find(session.sid)).toMatchObject({ received: true, generation: 1 });
  });
});

describe("a revocation between the look and the swap", () => {
  test("is not undone: the refresh is refused with its reason", async () => {
    const { pawl, rightBefore, store } = interrupted();
    const { refreshToken, session } = await pawl.create(ada.subject);
    rightBefore("sessions.rotate", () => pawl.revoke(session.sid, "logged_out"));
    expect(await refusalOf(pawl.refresh(refreshToken))).toEqual({
      code: "session_revoked",
      reason: "logged_out",
    });
    expect(await store.sessions.find(session.sid)).toMatchObject({
      generation: 0,
      ended: { reason: "logged_out" },
    });
  });

  test("is not undone by a recovery either", async () => {
    const { pawl, rightBeforeRecovery, clock } = interrupted();
    const { refreshToken, session } = await pawl.create(ada.subject);
    await pawl.refresh(refreshToken);
    clock.advance(hours(1));
    rightBeforeRecovery(() => pawl.revoke(session.sid, "revoked_by_admin"));
    expect(await refusalOf(pawl.refresh(refreshToken))).toMatchObject({ reason: "revoked_by_admin" });
    expect(await refusalOf(pawl.refresh(refreshToken))).toMatchObject({ reason: "revoked_by_admin" });
  });

  test("a logout that comes just before reuse is seen keeps its reason, and is told as such", async () => {
    const { pawl, rightBefore, clock, store, events } = interrupted();
    const { refreshToken, session } = await pawl.create(ada.subject);
    const second = await pawl.refresh(refreshToken);
    await pawl.verify(second.accessToken);
    clock.advance(seconds(10));
    rightBefore("sessions.revoke", () =>
      store.sessions.revoke(session.sid, { reason: "logged_out", at: clock.now }),
    );
    expect(await refusalOf(pawl.refresh(refreshToken))).toEqual({
      code: "session_revoked",
      reason: "logged_out",
    });
    expect(events.of("session_ended")).toEqual([]);
  });

  test("a logout that comes just before expiry is seen keeps its reason, and is told as such", async () => {
    const { pawl, rightBefore, clock, store } = interrupted();
    const { refreshToken, session } = await pawl.create(ada.subject);
    clock.now = session.expiresAt;
    rightBefore("sessions.revoke", () =>
      store.sessions.revoke(session.sid, { reason: "logged_out", at: clock.now }),
    );
    expect(await refusalOf(pawl.refresh(refreshToken))).toMatchObject({ reason: "logged_out" });
  });
});

describe("a commit whose outcome is unknown", () => {
  test("is no answer; it happened, and the retry is answered with the same successor", async () => {
    const faulty = faultyStore(memoryStore());
    const { pawl, store } = createTestPawl({ store: faulty });
    const { refreshToken, session } = await pawl.create(ada.subject);
    faulty.failNext("sessions.rotate", "after");
    await expect(pawl.refresh(refreshToken)).rejects.toThrow(StoreError);

    expect(await store.sessions.find(session.sid)).toMatchObject({ generation: 1 });
    const retry = await pawl.refresh(refreshToken);
    expect(retry.rotation).toBe("replayed");
    expect((await pawl.refresh(refreshToken)).refreshToken).toBe(retry.refreshToken);
    expect(await pawl.refresh(retry.refreshToken)).toMatchObject({ rotation: "unchanged" });
  });

  test("is recovered when the retry comes only after the grace period", async () => {
    const faulty = faultyStore(memoryStore());
    const { pawl, clock } = createTestPawl({ store: faulty });
    const { refreshToken } = await pawl.create(ada.subject);
    faulty.failNext("sessions.rotate", "after");
    await expect(pawl.refresh(refreshToken)).rejects.toThrow(StoreError);
    clock.advance(hours(3));
    expect(await pawl.refresh(refreshToken)).toMatchObject({ rotation: "recovered" });
  });

  test("is no answer; it did not happen, and the retry rotates", async () => {
    const faulty = faultyStore(memoryStore());
    const { pawl, store } = createTestPawl({ store: faulty });
    const { refreshToken, session } = await pawl.create(ada.subject);
    faulty.failNext("sessions.rotate", "before");
    await expect(pawl.refresh(refreshToken)).rejects.toThrow(StoreError);
    expect(await store.sessions.find(session.sid)).toMatchObject({ generation: 0 });
    expect((await pawl.refresh(refreshToken)).rotation).toBe("rotated");
  });
});

test("a store out of reach is no answer to any verb that needs it, and nothing is decided", async () => {
  const faulty = faultyStore(memoryStore());
  const { pawl, events } = createTestPawl({ store: faulty });
  const { refreshToken, session } = await pawl.create(ada.subject);
  faulty.out = true;
  for (const attempt of [
    () => pawl.refresh(refreshToken),
    () => pawl.create(ada.subject),
    () => pawl.revoke(session.sid),
    () => pawl.revokeAll(ada.subject),
    () => pawl.list(ada.subject),
    () => pawl.find(session.sid),
    () => pawl.sweep(),
    () => pawl.ready(),
  ]) {
    await expect(attempt()).rejects.toThrow(StoreError);
  }
  faulty.out = false;
  expect((await pawl.refresh(refreshToken)).rotation).toBe("rotated");
  expect(events.of("refresh_refused")).toEqual([]);
  expect(events.of("session_ended")).toEqual([]);
});

test("a session takes the same space after ten thousand replays", async () => {
  const store = sqliteStore({ filename: ":memory:" });
  const counting = countingStore(store);
  const { pawl } = createTestPawl({ store: counting });
  const { refreshToken, session } = await pawl.create(ada.subject);
  await pawl.refresh(refreshToken);
  const before = await store.sessions.find(session.sid);
  counting.forget();
  for (let i = 0; i < 10_000; i++) await pawl.refresh(refreshToken);

  expect(await store.sessions.find(session.sid)).toEqual(before);
  expect(await store.sessions.list(ada.subject)).toHaveLength(1);
  // One round trip each, and by the row above not one write.
  expect(counting.count()).toBe(10_000);
  expect(counting.count("sessions.rotate")).toBe(10_000);
}, 30_000);
