/**
 * Goal: whatever comes at once, one generation is made, everyone is answered, and a revocation is never undone
 * (C6, C7; complaints 3, 4, 10, 11, 17).
 * Method: the store is stopped between the engine's look and its swap, and something else happens there.
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

/** Pawl on a store where something happens right before the next call of a verb. */
function interrupted(options: TestPawlOptions = {}) {
  const store = memoryStore();
  let next: { verb: string; happens: () => Promise<unknown> } | undefined;
  const test = createTestPawl({
    ...options,
    store: aroundStore(store, async ({ verb }, run) => {
      if (next?.verb === verb) {
        const { happens } = next;
        next = undefined;
        await happens();
      }
      return run();
    }),
  });
  const rightBefore = (verb: string, happens: () => Promise<unknown>) => {
    next = { verb, happens };
  };
  return { ...test, store, rightBefore };
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

  test("after the grace period make one recovery, and all hundred get its token", async () => {
    const { pawl, clock, store } = createTestPawl({ store: openStore() });
    const { refreshToken, session } = await pawl.create(ada.subject);
    await pawl.refresh(refreshToken);
    clock.advance(hours(1));
    const answers = await Promise.all(Array.from({ length: 100 }, () => pawl.refresh(refreshToken)));
    expect(answers.filter(({ rotation }) => rotation === "recovered")).toHaveLength(1);
    expect(answers.filter(({ rotation }) => rotation === "replayed")).toHaveLength(99);
    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1);
    expect((await store.sessions.find(session.sid))?.generation).toBe(1);
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
    const { pawl, rightBefore, clock } = interrupted();
    const { refreshToken } = await pawl.create(ada.subject);
    await pawl.refresh(refreshToken);
    clock.advance(seconds(30));
    let winner: string | undefined;
    rightBefore("sessions.rotate", async () => {
      winner = (await pawl.refresh(refreshToken)).refreshToken;
    });
    expect(await pawl.refresh(refreshToken)).toMatchObject({ rotation: "replayed", refreshToken: winner });
  });

  test("is no answer, not a refusal, when it goes on for ever", async () => {
    const store = memoryStore();
    const always = aroundStore(store, ({ verb }, run) =>
      verb === "sessions.rotate" ? Promise.resolve(false) : run(),
    );
    const { pawl, events } = createTestPawl({ store: always });
    const { refreshToken } = await pawl.create(ada.subject);
    await expect(pawl.refresh(refreshToken)).rejects.toThrow(StoreError);
    expect(events.of("refresh_refused")).toEqual([]);
  });
});

describe("a receipt between the look and the swap", () => {
  test("is not wiped out by a recovery that was decided without it", async () => {
    const { pawl, rightBefore, store, clock } = interrupted();
    const { refreshToken, session } = await pawl.create(ada.subject);
    await pawl.refresh(refreshToken);
    clock.advance(hours(1));
    rightBefore("sessions.rotate", () => store.sessions.receive(session.sid, 1));
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
    const { pawl, rightBefore, clock } = interrupted();
    const { refreshToken, session } = await pawl.create(ada.subject);
    await pawl.refresh(refreshToken);
    clock.advance(hours(1));
    rightBefore("sessions.rotate", () => pawl.revoke(session.sid, "revoked_by_admin"));
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
  // A look each, and not one write.
  expect(counting.count()).toBe(10_000);
  expect(counting.count("sessions.find")).toBe(10_000);
}, 30_000);
