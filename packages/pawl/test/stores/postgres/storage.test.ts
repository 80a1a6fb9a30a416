/**
 * Goal: a session costs one row of less than a kilobyte, whatever the number of its refreshes, and a refresh writes that
 * row and no index; and no statement looks at rows that it does not need.
 * Method: PostgreSQL's own counters, sizes and plans, on tables with a few hundred sessions and a few thousand refreshes.
 */
import { expect, test, vi } from "vitest";
import type { Session } from "../../../src/session/session.ts";
import type { Statement } from "../../../src/stores/postgres/client.ts";
import type { Store } from "../../../src/stores/postgres/index.ts";
import * as statements from "../../../src/stores/postgres/session-statements.ts";
import { startOfTime } from "../../support/clock.ts";
import { digestOf, guardFor, rotationFrom, sessionRow } from "../../support/session-row.ts";
import { pgPool, serverOfThisFile } from "./databases.ts";

const { emptyDatabase } = serverOfThisFile();

const userAgent =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/** Sessions as they are in life: names of full length, and a browser each. */
const people = Array.from({ length: 1500 }, (_, i) =>
  sessionRow({
    sid: Buffer.from(digestOf(`sid ${i}`))
      .toString("base64url")
      .slice(0, 22),
    subject: `usr_${Buffer.from(digestOf(`subject ${i}`))
      .toString("base64url")
      .slice(0, 22)}`,
    claims: { roles: ["editor"] },
    userAgent,
  }),
);
const refreshes = 5;

/** Each of them refreshed so many times, in another order than they came in. */
async function refreshAll(store: Store): Promise<void> {
  let sessions: Session[] = people.toSorted((one, other) => (one.sid < other.sid ? -1 : 1));
  for (let time = 0; time < refreshes; time++) {
    sessions = await Promise.all(
      sessions.map(async (session) => {
        const next = rotationFrom(session, `${session.sid} ${time}`);
        const { rotated, session: after } = await store.sessions.rotate(session.sid, guardFor(session), next);
        if (!rotated || after === undefined) throw new Error("a swap was lost");
        return after;
      }),
    );
  }
}

test("a session is a row of half a kilobyte, and refreshing it writes the row beside itself and no index", async () => {
  const { open, select } = await emptyDatabase();
  const store = open();
  await store.migrate();
  await Promise.all(people.map((session) => store.sessions.insert(session)));
  const bytesEach = async () => {
    const [size] = await select<{ bytes: string }>("SELECT pg_total_relation_size('pawl_sessions') AS bytes");
    return Number(size?.bytes) / people.length;
  };
  const before = await bytesEach();
  expect(await select("SELECT reloptions FROM pg_class WHERE oid = 'pawl_sessions'::regclass")).toEqual([
    { reloptions: ["fillfactor=80"] },
  ]);
  await refreshAll(store);
  const after = await bytesEach();
  // With its indexes, and with the room that is kept free for the next version.
  expect(after).toBeLessThan(1000);
  expect(after / before).toBeLessThan(1.2);
  expect(await select("SELECT max(pg_column_size(s.*)) < 500 AS small FROM pawl_sessions s")).toEqual([
    { small: true },
  ]);

  // A connection that ends tells what it has counted.
  await store.close();
  await vi.waitFor(
    async () => {
      const [counted] = await select<{ updates: string; hot: string }>(
        "SELECT n_tup_upd AS updates, n_tup_hot_upd AS hot FROM pg_stat_user_tables WHERE relid = 'pawl_sessions'::regclass",
      );
      const [updates, hot] = [Number(counted?.updates), Number(counted?.hot)];
      expect(updates).toBe(people.length * refreshes);
      // All but the few for whose next version a page had no room left.
      expect(hot / updates).toBeGreaterThan(0.95);
    },
    { timeout: 30_000, interval: 50 },
  );
});

test("a refresh that changes nothing writes nothing", async () => {
  const database = await emptyDatabase();
  const store = database.open();
  await store.migrate();
  const before = sessionRow({ received: true });
  await store.sessions.insert(before);
  const version = () => database.select("SELECT xmin, xmax, ctid FROM pawl_sessions");
  const untouched = await version();
  const guard = { ...guardFor(before), unreceived: true };
  expect((await store.sessions.rotate(before.sid, guard, rotationFrom(before))).rotated).toBe(false);
  await store.sessions.receive(before.sid, before.generation);
  expect(await version()).toEqual(untouched);
});

/** The plan of each statement, made without its values, on a table that has statistics. */
async function plans(): Promise<Map<string, string>> {
  const { open, select, url, schema } = await emptyDatabase();
  await open().migrate();
  await select(`
    INSERT INTO pawl_sessions SELECT 's' || i, 'usr_' || i % 5000, 1, '', '', '', 'A', FALSE, i, i, i, i,
      CASE WHEN i % 3 = 0 THEN i END, CASE WHEN i % 3 = 0 THEN 'logged_out' END, TRUE, '[]', '{}', NULL
    FROM generate_series(1, 20000) AS i`);
  await select("ANALYZE pawl_sessions");
  const pool = pgPool(url, { schema, settings: { plan_cache_mode: "force_generic_plan" } });
  const explained = new Map<string, string>();
  for (const [name, { text }] of Object.entries<Statement>(statements)) {
    const values = [...new Set(text.match(/\$\d+/g))].map(() => "NULL").join(", ");
    const script = `PREPARE plan AS ${text}; EXPLAIN EXECUTE plan (${values}); DEALLOCATE plan`;
    // One message, hence one connection; of three statements, hence an array.
    const [, { rows }] = (await pool.query(script)) as unknown as [unknown, { rows: object[] }];
    explained.set(name, rows.flatMap((row) => Object.values(row)).join("\n"));
  }
  await pool.end();
  return explained;
}

test("every statement on sessions goes through an index, and each range has its own", async () => {
  const explained = await plans();
  expect(explained.size).toBe(9);
  for (const plan of explained.values()) expect(plan).not.toContain("Seq Scan on pawl_sessions");
  for (const [index, names] of [
    ["pawl_sessions_pkey", ["find", "rotate", "receive", "revoke", "deleteExpired"]],
    ["pawl_sessions_by_subject", ["list", "revokeAll"]],
    ["pawl_sessions_by_end", ["endedSince", "deleteExpired"]],
    ["pawl_sessions_by_expiry", ["deleteExpired"]],
  ] as const) {
    for (const name of names) expect([name, explained.get(name)?.includes(index)]).toEqual([name, true]);
  }
});

test("an instant that is infinite is before or after all others", async () => {
  const store = (await emptyDatabase()).open();
  await store.migrate();
  const { sessions } = store;
  const before = sessionRow();
  await sessions.insert(before);
  const never = { ...guardFor(before), rotatedAtMost: Number.NEGATIVE_INFINITY };
  expect((await sessions.rotate(before.sid, never, rotationFrom(before))).rotated).toBe(false);
  const over = { ...guardFor(before), expiresAfter: Number.POSITIVE_INFINITY };
  expect((await sessions.rotate(before.sid, over, rotationFrom(before))).rotated).toBe(false);
  const always = {
    ...{ ...guardFor(before), rotatedAtMost: Number.POSITIVE_INFINITY },
    ...{ activeAfter: Number.NEGATIVE_INFINITY, expiresAfter: Number.NEGATIVE_INFINITY },
  };
  expect((await sessions.rotate(before.sid, always, rotationFrom(before))).rotated).toBe(true);
  await sessions.revoke(before.sid, { reason: "logged_out", at: startOfTime });
  expect(await sessions.endedSince(Number.NEGATIVE_INFINITY)).toHaveLength(1);
  expect(await sessions.deleteExpired(Number.NEGATIVE_INFINITY, 10)).toBe(0);
  expect(await sessions.deleteExpired(Number.POSITIVE_INFINITY, 10)).toBe(1);
});
