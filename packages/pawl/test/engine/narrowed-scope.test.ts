/**
 * Goal: a refresh may ask for a part of the scope that was granted, never for more, and what it asks for changes nothing but
 * the one access token (C23).
 * Method: sessions in each state of the decision table, asked for all, less and more; the row and the store's calls are
 * compared. Two servers race on one store.
 */
import { describe, expect, test } from "vitest";
import type { SessionError } from "../../src/protocol/errors.ts";
import { days, hours, seconds } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { countingStore } from "../support/counting-store.ts";
import { createTestPawl, type TestPawlOptions } from "../support/create-test-pawl.ts";

async function open(options: TestPawlOptions = {}) {
  const store = countingStore(memoryStore());
  const test = createTestPawl({ store, ...options });
  const first = await test.pawl.create("usr_ada", { claims: { scope: "read write admin", role: "r" } });
  const { sid } = first.session;
  const refresh = (token: string, scope?: string, knownRevision?: string) =>
    test.pawl.refresh(token, { scope, knownRevision });
  return { ...test, store, first, sid, refresh, row: () => test.store.sessions.find(sid) };
}

const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => "granted",
    (error: SessionError) => error.code,
  );

test("the access token has the part that was asked for, and every other claim as before", async () => {
  const { pawl, first, refresh } = await open();
  const narrowed = await refresh(first.refreshToken, "write read");
  expect(narrowed.scope).toBe("read write");
  expect(await pawl.verify(narrowed.accessToken)).toMatchObject({ scope: "read write", role: "r", gen: 1 });
});

test("the session keeps what it has: the next refresh is for all of it again", async () => {
  const { pawl, first, refresh, row, clock } = await open();
  const narrowed = await refresh(first.refreshToken, "read");
  expect((await row())?.claims).toEqual({ scope: "read write admin", role: "r" });
  clock.advance(hours(1));
  const next = await refresh(narrowed.refreshToken);
  expect(next.scope).toBe("read write admin");
  expect(await pawl.verify(next.accessToken)).toMatchObject({ scope: "read write admin" });
});

test("the next one may ask for another part than the one before", async () => {
  const { first, refresh, clock } = await open();
  const narrowed = await refresh(first.refreshToken, "read");
  clock.advance(hours(1));
  expect((await refresh(narrowed.refreshToken, "write")).scope).toBe("write");
});

test("a replay and an unchanged answer are narrowed too, each for itself", async () => {
  const { pawl, first, refresh } = await open();
  const rotated = await refresh(first.refreshToken, "read");
  const replayed = await refresh(first.refreshToken, "write");
  const unchanged = await refresh(rotated.refreshToken, "admin");
  expect([replayed, unchanged].map(({ rotation, scope }) => [rotation, scope])).toEqual([
    ["replayed", "write"],
    ["unchanged", "admin"],
  ]);
  for (const { accessToken, scope } of [replayed, unchanged]) {
    expect(await pawl.verify(accessToken)).toMatchObject({ scope });
  }
});

describe.each(["read more", "", "read  write", "READ"])("for %j, which is more", (scope) => {
  test("it is refused before anything rotates, and the same token is good for another try", async () => {
    const { first, refresh, row, store, events } = await open();
    const before = await row();
    store.forget();
    expect(await codeOf(refresh(first.refreshToken, scope))).toBe("invalid_scope");
    expect(store.calls.map(({ verb }) => verb)).toEqual(["sessions.find"]);
    expect(await row()).toEqual(before);
    expect(events.of("refresh_refused").map(({ code }) => code)).toEqual(["invalid_scope"]);
    expect(events.of("session_refreshed")).toEqual([]);
    expect((await refresh(first.refreshToken, "read")).rotation).toBe("rotated");
  });

  test("no answer that gives tokens again is given either", async () => {
    const { first, refresh, clock } = await open();
    const rotated = await refresh(first.refreshToken);
    expect(await codeOf(refresh(first.refreshToken, scope))).toBe("invalid_scope");
    expect(await codeOf(refresh(rotated.refreshToken, scope))).toBe("invalid_scope");
    clock.advance(hours(1));
    expect(await codeOf(refresh(first.refreshToken, scope))).toBe("invalid_scope");
    expect((await refresh(first.refreshToken)).rotation).toBe("recovered");
  });

  test("what is over by now is told as over", async () => {
    const { pawl, first, refresh, sid } = await open();
    await pawl.revoke(sid);
    expect(await codeOf(refresh(first.refreshToken, scope))).toBe("session_revoked");
    const other = await open();
    other.clock.advance(days(30));
    expect(await codeOf(other.refresh(other.first.refreshToken, scope))).toBe("session_expired");
    expect((await other.row())?.ended?.reason).toBe("absolute_lifetime");
  });

  test("a stolen token is theft all the same", async () => {
    const { pawl, first, refresh, clock, row } = await open();
    const { accessToken } = await refresh(first.refreshToken);
    await pawl.verify(accessToken);
    clock.advance(hours(1));
    expect(await codeOf(refresh(first.refreshToken, scope))).toBe("refresh_token_reused");
    expect((await row())?.ended?.reason).toBe("refresh_token_reused");
  });
});

test("a session without a scope grants none", async () => {
  const { pawl } = createTestPawl();
  const { refreshToken } = await pawl.create("usr_ada");
  expect(await codeOf(pawl.refresh(refreshToken, { scope: "read" }))).toBe("invalid_scope");
  expect((await pawl.refresh(refreshToken)).scope).toBeUndefined();
});

test("a forged token is looked up nowhere, whatever it asks for", async () => {
  const { first, refresh, store } = await open();
  store.forget();
  expect(await codeOf(refresh(`${first.refreshToken.slice(0, -1)}_`, "read"))).toBe("refresh_token_unknown");
  expect(store.calls).toEqual([]);
});

test("only a refresh that asks for a scope costs a look before the swap", async () => {
  const { first, refresh, store, clock } = await open();
  store.forget();
  const rotated = await refresh(first.refreshToken);
  expect(store.calls.map(({ verb }) => verb)).toEqual(["sessions.rotate"]);
  clock.advance(seconds(20));
  store.forget();
  await refresh(rotated.refreshToken, "read");
  expect(store.calls.map(({ verb }) => verb)).toEqual(["sessions.find", "sessions.rotate"]);
});

test("of many at once, on two servers and for different parts, one rotates and all are given what they asked for", async () => {
  const { pawl, store, clock, first } = await open();
  const other = createTestPawl({ store, clock, seed: 2 }).pawl;
  const asked = Array.from({ length: 20 }, (_, i) => ["read", "write", "admin read", undefined][i % 4]);
  const answers = await Promise.all(
    asked.map((scope, i) => (i % 2 === 0 ? pawl : other).refresh(first.refreshToken, { scope })),
  );
  expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
  expect(answers.filter(({ rotation }) => rotation === "rotated")).toHaveLength(1);
  for (const [i, { accessToken }] of answers.entries()) {
    const scope = asked[i] === "admin read" ? "read admin" : (asked[i] ?? "read write admin");
    expect(await pawl.verify(accessToken)).toMatchObject({ scope });
  }
});
