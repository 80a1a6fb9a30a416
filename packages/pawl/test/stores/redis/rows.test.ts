/**
 * Goal: what is written comes back exactly, although Redis keeps text and Lua counts in floating point; and what was
 * half-written by a crash is nobody.
 * Method: the largest, smallest and closest values that there are, and rows that are broken by hand.
 */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { RotationGuard } from "../../../src/session/store.ts";
import { StoreError } from "../../../src/session/store.ts";
import { redisStore } from "../../../src/stores/redis/index.ts";
import { keyspace } from "../../../src/stores/redis/keyspace.ts";
import { findUser, insertUser, pointTo } from "../../../src/stores/redis/users.ts";
import { type RedisServer, startRedis } from "../../support/redis-server.ts";
import { digestOf, rotationFrom, sessionRow } from "../../support/session-row.ts";
import { guardOf } from "./guard-of.ts";
import { watchedClient } from "./watched-client.ts";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server?.stop());

let prefixes = 0;

function opened() {
  const prefix = `rows-${++prefixes}:`;
  const client = watchedClient(server.port);
  const store = redisStore({ client, prefix });
  onTestFinished(() => store.close());
  return { ...store, client, keys: keyspace(prefix) };
}

const extremes = [
  ...[0, 1, -1, 1_700_000_000_001, 99_999_999_999_999, 123_456_789_012_345],
  ...[Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
];

test.each(extremes)("%d comes back as an instant and as a count", async (number) => {
  const { sessions } = opened();
  const row = sessionRow({
    ...{ generation: number, createdAt: number, rotatedAt: number, activeAt: number, expiresAt: number },
  });
  await sessions.insert(row);
  expect(await sessions.find(row.sid)).toEqual(row);
  const next = { ...rotationFrom(row), generation: number, rotatedAt: number, activeAt: number };
  const open = { rotatedAtMost: Infinity, activeAfter: -Infinity, expiresAfter: -Infinity };
  expect(await sessions.rotate(row.sid, { ...guardOf(row), ...open }, next)).toEqual({
    ...{ rotated: number !== Number.MIN_SAFE_INTEGER, session: expect.anything() },
  });
  await sessions.receive(row.sid, number);
  expect(await sessions.find(row.sid)).toMatchObject({
    generation: number,
    received: true,
    expiresAt: number,
  });
  await sessions.revoke(row.sid, { reason: "logged_out", at: number });
  expect(await sessions.endedSince(Number.NEGATIVE_INFINITY)).toEqual([{ sid: row.sid, endedAt: number }]);
  expect(await sessions.endedSince(number)).toHaveLength(1);
});

test("a guard tells instants apart that differ by a millisecond", async () => {
  const { sessions } = opened();
  const row = sessionRow({ activeAt: sessionRow().activeAt + 1 });
  await sessions.insert(row);
  const passes: RotationGuard = {
    ...{ generation: row.generation, currentHash: row.currentHash, unreceived: true },
    ...{ rotatedAtMost: row.rotatedAt, activeAfter: row.activeAt - 1, expiresAfter: row.expiresAt - 1 },
  };
  for (const fails of [
    { ...passes, generation: row.generation - 1 },
    { ...passes, currentHash: digestOf("another") },
    { ...passes, rotatedAtMost: row.rotatedAt - 1 },
    { ...passes, activeAfter: row.activeAt },
    { ...passes, expiresAfter: row.expiresAt },
  ]) {
    const unchanged = { rotated: false, session: row };
    expect(await sessions.rotate(row.sid, fails, rotationFrom(row))).toEqual(unchanged);
  }
  await sessions.receive(row.sid, row.generation);
  const received = { ...row, received: true };
  expect(await sessions.rotate(row.sid, passes, rotationFrom(row))).toEqual({
    ...{ rotated: false, session: received },
  });
  const next = rotationFrom(row);
  expect(await sessions.rotate(row.sid, { ...passes, unreceived: false }, next)).toEqual({
    ...{ rotated: true, session: { ...received, ...next, received: false } },
  });
  expect(await sessions.rotate("nobody", passes, next)).toEqual({ rotated: false, session: undefined });
});

test("digests are bytes, whatever bytes they are", async () => {
  const { sessions } = opened();
  const everyByte = (from: number) => Uint8Array.from({ length: 32 }, (_, i) => (from + i) % 256);
  for (let from = 0; from < 256; from += 32) {
    const row = sessionRow({
      sid: `${from}`,
      currentHash: everyByte(from),
      previousHash: everyByte(from + 16),
    });
    await sessions.insert(row);
    const next = { ...rotationFrom(row), currentHash: everyByte(from + 1), nonce: everyByte(from + 2) };
    expect(await sessions.rotate(row.sid, guardOf(row), next)).toEqual({
      ...{ rotated: true, session: { ...row, ...next } },
    });
  }
});

test("a row with an end reason of a newer version is no answer, rather than a live session", async () => {
  const { sessions } = opened();
  await sessions.insert(sessionRow());
  await sessions.revoke(sessionRow().sid, { reason: "abducted" as "logged_out", at: 1 });
  await expect(sessions.find(sessionRow().sid)).rejects.toThrow(StoreError);
});

describe("a user", () => {
  const ada = { subject: "usr_ada", email: "ada@example.com", passwordHash: "hash", createdAt: 1 };

  test("whose insertion broke off is nobody, and can be added afterwards", async () => {
    const { client, users } = opened();
    client.before(insertUser, () => Promise.reject(new Error("the connection broke")));
    await expect(users.insert(ada)).rejects.toThrow(StoreError);
    expect(await users.find(ada.subject)).toBeUndefined();
    expect(await users.findByEmail(ada.email)).toBeUndefined();
    expect(await users.list()).toEqual([]);
    const later = { ...ada, subject: "usr_later" };
    expect(await users.insert(later)).toBe(true);
    expect(await users.find(ada.subject)).toBeUndefined();
    expect(await users.replaceHash(ada.subject, "hash", "stolen")).toBe(false);
    expect(await users.list()).toEqual([later]);
    expect(await users.insert(ada)).toBe(false);
  });

  test("who is added twice is added once, and is still found", async () => {
    const { users } = opened();
    const added = await Promise.all(Array.from({ length: 10 }, () => users.insert(ada)));
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await users.find(ada.subject)).toEqual(ada);
  });

  test("has one e-mail: a second one for the same subject rejects, and the first stays", async () => {
    const { users } = opened();
    await users.insert(ada);
    await expect(users.insert({ ...ada, email: "other@example.com" })).rejects.toThrow(StoreError);
    expect(await users.find(ada.subject)).toEqual(ada);
    expect(await users.findByEmail("other@example.com")).toBeUndefined();
  });

  test("whose e-mail was taken leaves no trace", async () => {
    const { users, client, keys } = opened();
    await users.insert(ada);
    client.sent.length = 0;
    expect(await users.insert({ ...ada, subject: "usr_late" })).toBe(false);
    const [pointed] = client.sent.filter(({ sha }) => sha === pointTo.sha);
    expect(await server.command("EXISTS", pointed?.keys[0] ?? "")).toBe(0);
    expect(client.sent.some(({ sha }) => sha === findUser.sha)).toBe(true);
    expect(await server.command("HGET", keys.user(ada.email), "subject")).toBe(ada.subject);
  });
});
