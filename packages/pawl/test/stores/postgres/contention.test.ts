/**
 * Goal: what waits, waits for one row and no longer: sweeping for nobody, a swap for the writer that is before it; and
 * what a loser is told is the truth of some instant of its call.
 * Method: a connection beside the store's holds rows as a writer in flight does; the store's own give up, with an error
 * that would be seen, when they wait for a lock.
 */
import type pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { rotate } from "../../../src/stores/postgres/session-statements.ts";
import { keyNamed } from "../../../src/testing/contract/keys.ts";
import { digestOf, guardFor, rotationFrom, sessionRow } from "../../support/session-row.ts";
import { type EmptyDatabase, pgPool, serverOfThisFile } from "./databases.ts";

const { emptyDatabase } = serverOfThisFile();
const logout = { reason: "logged_out", at: 1 } as const;

/** Somebody who has written to sessions and not committed yet. */
async function writerInFlight({ url, schema }: EmptyDatabase, update: string): Promise<pg.PoolClient> {
  const pool = pgPool(url, { schema });
  const client = await pool.connect();
  onTestFinished(async () => {
    client.release();
    await pool.end();
  });
  await client.query("BEGIN");
  await client.query(update);
  return client;
}

async function migrated(database: EmptyDatabase, settings: Record<string, string> = {}) {
  const store = database.open(pgPool, settings);
  await store.migrate();
  return store;
}

test("a sweep passes over a session that a refresh holds, and takes it the next time", async () => {
  const database = await emptyDatabase();
  const { sessions } = await migrated(database, { lock_timeout: "5s" });
  for (let i = 0; i < 5; i++) {
    await sessions.insert(sessionRow({ sid: `over ${i}`, expiresAt: 1 }));
    await sessions.insert(sessionRow({ sid: `ended ${i}`, ended: logout }));
  }
  const writer = await writerInFlight(
    database,
    "UPDATE pawl_sessions SET received = TRUE WHERE sid IN ('over 1', 'ended 2', 'ended 3')",
  );
  expect(await sessions.deleteExpired(2, 100)).toBe(7);
  expect(await database.select("SELECT sid FROM pawl_sessions ORDER BY sid")).toEqual([
    ...[{ sid: "ended 2" }, { sid: "ended 3" }, { sid: "over 1" }],
  ]);
  await writer.query("COMMIT");
  expect(await sessions.deleteExpired(2, 100)).toBe(3);
});

test("several sweeps at once share the work, and none of them waits", async () => {
  const database = await emptyDatabase();
  const { sessions } = await migrated(database, { lock_timeout: "5s" });
  await Promise.all(
    Array.from({ length: 200 }, (_, i) => sessions.insert(sessionRow({ sid: `s${i}`, ended: logout }))),
  );
  let deleted = 0;
  while (deleted < 200) {
    const batches = await Promise.all(Array.from({ length: 4 }, () => sessions.deleteExpired(2, 10)));
    for (const batch of batches) expect(batch).toBeLessThanOrEqual(10);
    deleted += batches.reduce((sum, batch) => sum + batch, 0);
  }
  expect(await database.select("SELECT sid FROM pawl_sessions")).toEqual([]);
});

test("a swap waits for a writer in flight, and wins when that one gives up", async () => {
  const database = await emptyDatabase();
  const { sessions } = await migrated(database);
  const before = sessionRow();
  await sessions.insert(before);
  const writer = await writerInFlight(database, "UPDATE pawl_sessions SET generation = 99");
  const swap = sessions.rotate(before.sid, guardFor(before), rotationFrom(before));
  await untilSomebodyWaits(database);
  await writer.query("ROLLBACK");
  expect((await swap).rotated).toBe(true);
});

test("a swap that loses is told the session as it was when it began; asked again, as the winner left it", async () => {
  const database = await emptyDatabase();
  const { sessions } = await migrated(database);
  const before = sessionRow();
  await sessions.insert(before);
  const writer = await writerInFlight(database, "UPDATE pawl_sessions SET generation = 99");
  const swap = sessions.rotate(before.sid, guardFor(before), rotationFrom(before));
  await untilSomebodyWaits(database);
  await writer.query("COMMIT");
  expect(await swap).toEqual({ rotated: false, session: before });
  const after = { ...before, generation: 99 };
  expect(await sessions.rotate(before.sid, guardFor(before), rotationFrom(before))).toEqual({
    ...{ rotated: false, session: after },
  });
});

test("a swap answers with one row, whether it wins or loses, and with none where there is no session", async () => {
  const database = await emptyDatabase();
  const { sessions } = await migrated(database);
  const before = sessionRow();
  await sessions.insert(before);
  const { url, schema } = database;
  const pool = pgPool(url, { schema });
  onTestFinished(() => pool.end());
  const answer = async (sid: string) => {
    const guard = [before.generation, before.currentHash, false, Number.MAX_SAFE_INTEGER, 0, 0];
    const next = [4, digestOf("next"), before.currentHash, digestOf("nonce"), "BBBBBB", 1, 1];
    const { rows } = await pool.query<{ rotated: boolean }>(rotate.text, [sid, ...guard, ...next]);
    return rows.map(({ rotated }) => rotated);
  };
  expect([await answer(before.sid), await answer(before.sid), await answer("nobody")]).toEqual([
    ...[[true], [false], []],
  ]);
});

test("a swap that waits for a revocation does not undo it", async () => {
  const database = await emptyDatabase();
  const { sessions } = await migrated(database);
  const before = sessionRow();
  await sessions.insert(before);
  const writer = await writerInFlight(
    database,
    "UPDATE pawl_sessions SET ended_at = 1, end_reason = 'logged_out'",
  );
  const swap = sessions.rotate(before.sid, guardFor(before), rotationFrom(before));
  await untilSomebodyWaits(database);
  await writer.query("COMMIT");
  expect((await swap).rotated).toBe(false);
  expect(await sessions.find(before.sid)).toEqual({ ...before, ended: logout });
});

test("revocations of the same user's sessions at once never deadlock, and end each session once", async () => {
  const { sessions } = await migrated(await emptyDatabase());
  await Promise.all(Array.from({ length: 50 }, (_, i) => sessions.insert(sessionRow({ sid: `s${i}` }))));
  const ended = await Promise.all(Array.from({ length: 8 }, () => sessions.revokeAll("usr_ada", logout)));
  expect(ended.flat()).toHaveLength(50);
  expect(new Set(ended.flat()).size).toBe(50);
});

test("of many nodes that add a key at once after the same one, one does: who sees some sees the first", async () => {
  const database = await emptyDatabase();
  const store = await migrated(database);
  const others = await Promise.all(Array.from({ length: 3 }, () => migrated(database)));
  const seen: string[] = [];
  let inserting = true;
  const watching = (async () => {
    while (inserting) seen.push(...(await store.keys.list()).slice(0, 1).map(({ kid }) => kid));
  })();
  let last: string | null = null;
  for (let round = 0; round < 5; round++) {
    const added: boolean[] = await Promise.all(
      [store, ...others].flatMap(({ keys }, node) =>
        Array.from({ length: 5 }, (_, i) => keys.insert(keyNamed(`${round}.${node}.${i}`), last)),
      ),
    );
    expect(added.filter(Boolean)).toHaveLength(1);
    last = (await store.keys.list()).at(-1)?.kid ?? null;
  }
  inserting = false;
  await watching;
  const listed = await store.keys.list();
  expect(new Set(listed.map(({ kid }) => kid)).size).toBe(5);
  expect(new Set([...seen, listed[0]?.kid]).size).toBe(1);
});

test("closing waits for a statement that waits, and gives its answer", async () => {
  const database = await emptyDatabase();
  const store = await migrated(database);
  const before = sessionRow();
  await store.sessions.insert(before);
  const writer = await writerInFlight(database, "UPDATE pawl_sessions SET active_at = 1");
  const swap = store.sessions.rotate(before.sid, guardFor(before), rotationFrom(before));
  await untilSomebodyWaits(database);
  const closed = store.close();
  await writer.query("ROLLBACK");
  await closed;
  expect((await swap).rotated).toBe(true);
});

/** Until a statement of this database's schema waits for a row lock. */
async function untilSomebodyWaits({ select }: EmptyDatabase): Promise<void> {
  await vi.waitFor(
    async () => {
      const waiting = await select("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
      expect(waiting).toHaveLength(1);
    },
    { timeout: 30_000, interval: 10 },
  );
}
