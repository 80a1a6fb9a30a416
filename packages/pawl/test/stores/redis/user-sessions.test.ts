/**
 * Goal: the list of a user's sessions, which no step can keep together with the sessions themselves, loses none that
 * lives, whatever happens in between, and keeps none for ever that is gone.
 * Method: real Redis; something else happens at exact moments between two commands of a verb, or many things at once.
 */
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Session } from "../../../src/session/session.ts";
import { StoreError } from "../../../src/session/store.ts";
import { redisStore } from "../../../src/stores/redis/index.ts";
import { bucketOf, keyspace } from "../../../src/stores/redis/keyspace.ts";
import { deleteSessions, insertSession } from "../../../src/stores/redis/session-scripts.ts";
import { addEntry, dropEntries, listEntries } from "../../../src/stores/redis/user-sessions.ts";
import { startOfTime } from "../../support/clock.ts";
import { type RedisServer, startRedis } from "../../support/redis-server.ts";
import { sessionRow } from "../../support/session-row.ts";
import { watchedClient } from "./watched-client.ts";

const now = startOfTime;
const logout = { reason: "logged_out", at: now } as const;

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server?.stop());

let prefixes = 0;

/** A store that can be interrupted, and another on the same keys that is not. */
function twoStores() {
  const prefix = `two-${++prefixes}:`;
  const client = watchedClient(server.port);
  const [store, other] = [client, watchedClient(server.port)].map((one) =>
    redisStore({ client: one, prefix }),
  );
  if (store === undefined || other === undefined) throw new Error("there are two");
  onTestFinished(() => store.close());
  onTestFinished(() => other.close());
  const entries = async () =>
    (await server.command("ZRANGE", keyspace(prefix).sessionsOf("usr_ada"), 0, -1)) as string[];
  return { client, sessions: store.sessions, other: other.sessions, entries, prefix };
}

const sidsOf = (sessions: readonly Session[]) => sessions.map(({ sid }) => sid);

test.each([
  ["before the session is written", insertSession],
  ["between the session and its entry", addEntry],
])("a list that is repaired %s does not lose the session", async (_, moment) => {
  const { client, sessions, other } = twoStores();
  // Everything that drops entries, at the worst moment of the insertion.
  client.before(moment, () => other.list("usr_ada"));
  await sessions.insert(sessionRow());
  expect(sidsOf(await other.list("usr_ada"))).toEqual([sessionRow().sid]);
});

test.each([
  ["before the session is written", insertSession],
  ["between the session and its entry", addEntry],
])("a revocation of all sessions %s does not hide the session from the next one", async (_, moment) => {
  const { client, sessions, other } = twoStores();
  client.before(moment, () => other.revokeAll("usr_ada", logout));
  await sessions.insert(sessionRow());
  expect(await other.revokeAll("usr_ada", logout)).toEqual([sessionRow().sid]);
});

test.each([
  ["reads the list", listEntries],
  ["drops what it found gone", dropEntries],
])("a session that is inserted when another %s is in the next list", async (_, moment) => {
  const { client, sessions, other } = twoStores();
  await other.insert(sessionRow({ sid: "gone" }));
  await other.revoke("gone", logout);
  client.before(moment, () => other.insert(sessionRow({ sid: "new" })));
  await sessions.list("usr_ada");
  expect(sidsOf(await sessions.list("usr_ada"))).toEqual(["new"]);
});

test("two hundred insertions beside lists and revocations without pause: every session is listed or was ended", async () => {
  const { sessions, other } = twoStores();
  let inserting = true;
  const ended: string[] = [];
  async function disturb(): Promise<void> {
    for (let round = 0; inserting; round++) {
      if (round % 3 === 0) ended.push(...(await other.revokeAll("usr_ada", logout)));
      else await other.list("usr_ada");
      if (round % 20 === 10) await other.deleteExpired(now + 1, 20);
    }
  }
  const disturbing = [disturb(), disturb(), disturb()];
  const sids = Array.from({ length: 200 }, (_, i) => `s${i}`);
  try {
    for (const sid of sids) await sessions.insert(sessionRow({ sid }));
  } finally {
    inserting = false;
  }
  await Promise.all(disturbing);
  const listed = sidsOf(await sessions.list("usr_ada"));
  expect([...listed, ...ended].sort()).toEqual(sids.sort());
  expect(ended.length).toBeGreaterThan(0);
});

test("an insertion that broke off after the session rejects, and leaves nothing in the list or for ever", async () => {
  const { client, sessions, other, entries } = twoStores();
  client.before(addEntry, () => Promise.reject(new Error("the connection broke")));
  const failure = await sessions.insert(sessionRow()).catch((error: Error) => error);
  expect(failure).toMatchObject({ name: "StoreError", cause: { message: "the connection broke" } });
  expect(await other.list("usr_ada")).toEqual([]);
  expect(await entries()).toEqual([]);
  expect(await other.deleteExpired(sessionRow().expiresAt + 1, 10)).toBe(1);
  expect(await other.find(sessionRow().sid)).toBeUndefined();
});

test("entries whose sessions were ended or deleted go when the list is read", async () => {
  const { client, sessions, other, entries } = twoStores();
  for (const sid of ["live", "ended", "deleted"]) await other.insert(sessionRow({ sid }));
  await other.revoke("ended", logout);
  await other.revoke("deleted", { reason: "logged_out", at: 1 });
  // A sweep that broke off before it came to the list.
  client.before(dropEntries, () => Promise.reject(new Error("the connection broke")));
  await expect(sessions.deleteExpired(2, 10)).rejects.toThrow(StoreError);
  expect((await entries()).sort()).toEqual(["deleted", "ended", "live"]);
  expect(sidsOf(await other.list("usr_ada"))).toEqual(["live"]);
  expect(await entries()).toEqual(["live"]);
});

test("entries go with the sessions that are revoked together, and with those that are swept", async () => {
  const { sessions, entries } = twoStores();
  for (const sid of ["a", "b", "c"]) await sessions.insert(sessionRow({ sid }));
  expect((await sessions.revokeAll("usr_ada", logout, "b")).sort()).toEqual(["a", "c"]);
  expect(await entries()).toEqual(["b"]);
  expect(await sessions.deleteExpired(sessionRow().expiresAt + 1, 10)).toBe(3);
  expect(await entries()).toEqual([]);
});

test("a session that is ended between being found over and being deleted is kept for whoever comes back", async () => {
  const { client, sessions, other } = twoStores();
  const over = sessionRow({ expiresAt: now - 1 });
  await other.insert(over);
  client.before(deleteSessions, () => other.revoke(over.sid, logout));
  expect(await sessions.deleteExpired(now, 10)).toBe(0);
  expect((await other.find(over.sid))?.ended).toEqual(logout);
});

/** So many names of sessions in one bucket. */
const inOneBucket = (count: number) =>
  Array.from({ length: 60_000 }, (_, i) => `s${i}`)
    .filter((sid) => bucketOf(sid) === 7)
    .slice(0, count);

test("a sweep keeps to its limit inside one bucket, of both kinds together, in batches of fifty", async () => {
  const { client, sessions } = twoStores();
  for (const [i, sid] of inOneBucket(140).entries()) {
    const over = i % 2 ? { expiresAt: 1 } : { ended: { reason: "logged_out", at: 1 } as const };
    await sessions.insert(sessionRow({ sid, ...over }));
  }
  const batches = [];
  for (const limit of [3, 73, 60, 100, 1]) batches.push(await sessions.deleteExpired(now, limit));
  expect(batches).toEqual([3, 73, 60, 4, 0]);
  // Beside the sessions, the two lists of their bucket.
  expect(Math.max(...client.sent.map(({ keys }) => keys.length))).toBe(52);
});

test("a sweep spends nothing of its limit on sessions that are over only then, in this bucket or before it", async () => {
  const { sessions } = twoStores();
  const [then = "", before = ""] = inOneBucket(2);
  const elsewhere = Array.from({ length: 2000 }, (_, i) => `s${i}`).find((sid) => bucketOf(sid) < 7) ?? "";
  await sessions.insert(sessionRow({ sid: elsewhere, expiresAt: now }));
  await sessions.insert(sessionRow({ sid: then, expiresAt: now }));
  await sessions.insert(sessionRow({ sid: before, ended: { reason: "logged_out", at: now - 1 } }));
  expect(await sessions.deleteExpired(now, 1)).toBe(1);
  expect(await sessions.find(before)).toBeUndefined();
});

test("an entry is a hint: one that names another user's session neither shows nor ends it", async () => {
  const { sessions, entries, prefix } = twoStores();
  await sessions.insert(sessionRow({ sid: "hers", subject: "usr_grace" }));
  await server.command("ZADD", keyspace(prefix).sessionsOf("usr_ada"), 1, "hers");
  expect(await sessions.revokeAll("usr_ada", logout)).toEqual([]);
  await server.command("ZADD", keyspace(prefix).sessionsOf("usr_ada"), 1, "hers");
  expect(await sessions.list("usr_ada")).toEqual([]);
  expect(await entries()).toEqual([]);
  expect(sidsOf(await sessions.list("usr_grace"))).toEqual(["hers"]);
});

test("of many who end all sessions at once, each session is ended by exactly one", async () => {
  const { sessions, other } = twoStores();
  const sids = Array.from({ length: 100 }, (_, i) => `s${i}`);
  for (const sid of sids) await sessions.insert(sessionRow({ sid }));
  const ended = await Promise.all(
    Array.from({ length: 10 }, (_, i) => (i % 2 ? sessions : other).revokeAll("usr_ada", logout)),
  );
  expect(ended.flat().sort()).toEqual(sids.sort());
});

test("a user with thousands of sessions is listed, ended and swept like any other", async () => {
  const { sessions, entries } = twoStores();
  const sids = Array.from({ length: 3000 }, (_, i) => `s${i}`);
  await Promise.all(sids.map((sid) => sessions.insert(sessionRow({ sid }))));
  expect(await sessions.list("usr_ada")).toHaveLength(3000);
  expect(await sessions.revokeAll("usr_ada", logout, "s7")).toHaveLength(2999);
  expect(await entries()).toEqual(["s7"]);
  expect(await sessions.endedSince(now)).toEqual([
    { subject: "usr_ada", endedAt: logout.at, exceptSid: "s7" },
  ]);
  expect(await sessions.deleteExpired(now + 1, 5000)).toBe(2999);
}, 30_000);
