/**
 * Goal: the store takes the handle of either driver however it is set up, prepares its statements if it may, and tells a
 * mistake with its fix.
 * Method: handles that answer nothing, that parse int8 in other ways, and that write down what they are sent.
 */
import pg from "pg";
import postgres from "postgres";
import { expect, onTestFinished, test } from "vitest";
import { type PostgresStoreOptions, postgresStore } from "../../../src/stores/postgres/index.ts";
import { keyNamed } from "../../../src/testing/contract/keys.ts";
import { guardFor, rotationFrom, sessionRow } from "../../support/session-row.ts";
import { pgPool, serverOfThisFile } from "./databases.ts";
import { faultyPool } from "./faulty-pool.ts";

const { emptyDatabase } = serverOfThisFile();

test.each([
  undefined,
  {},
  { client: undefined },
  { client: "postgres://localhost" },
  { client: {} },
  { url: "postgres://localhost" },
])("%j is a mistake that is told with its fix", (options) => {
  expect(() => postgresStore(options as unknown as PostgresStoreOptions)).toThrow(
    new TypeError(
      "postgresStore needs a client: postgresStore({ client: new Pool({ connectionString }) }) of pg, or postgres(url)",
    ),
  );
});

test("an sql of postgres.js that renames columns is refused before it can misread a row", () => {
  expect(() => postgresStore({ client: postgres({ transform: postgres.camel }) })).toThrow(
    new TypeError(
      "postgresStore needs column names as they are: give it a postgres(url) of its own, without transform",
    ),
  );
});

test.each<[string, (url: string, schema: string) => PostgresStoreOptions["client"]]>([
  [
    "pg with int8 as numbers",
    (url, schema) => {
      const types = new pg.TypeOverrides();
      types.setTypeParser(pg.types.builtins.INT8, Number);
      return new pg.Pool({ connectionString: url, options: `-c search_path=${schema}`, types });
    },
  ],
  [
    "postgres.js with int8 as bigints",
    (url, schema) =>
      postgres(url, { types: { bigint: postgres.BigInt }, connection: { search_path: schema } }),
  ],
])("%s gives the same sessions", async (_name, connect) => {
  const { url, schema } = await emptyDatabase();
  const store = postgresStore({ client: connect(url, schema) });
  onTestFinished(() => store.close());
  await store.migrate();
  const before = sessionRow({ generation: 2 ** 32 });
  await store.sessions.insert(before);
  expect(await store.sessions.find(before.sid)).toEqual(before);
  const next = rotationFrom(before);
  expect(await store.sessions.rotate(before.sid, guardFor(before), next)).toEqual({
    ...{ rotated: true, session: { ...before, ...next, received: false } },
  });
  await store.sessions.revoke(before.sid, { reason: "logged_out", at: 7 });
  expect(await store.sessions.endedSince(0)).toEqual([{ sid: before.sid, endedAt: 7 }]);
});

test("every verb is one statement, from the second on", async () => {
  const { url, schema } = await emptyDatabase();
  const client = faultyPool(pgPool(url, { schema }));
  const store = postgresStore({ client });
  onTestFinished(() => store.close());
  await store.migrate();
  const { sessions, keys, users } = store;
  const row = sessionRow();
  await keys.list();
  client.sent.length = 0;
  const calls = [
    () => sessions.insert(row),
    () => sessions.find(row.sid),
    () => sessions.rotate(row.sid, guardFor(row), rotationFrom(row)),
    () => sessions.rotate(row.sid, guardFor(row), rotationFrom(row)),
    () => sessions.receive(row.sid, 4),
    () => sessions.list("usr_ada"),
    () => sessions.revoke(row.sid, { reason: "logged_out", at: 1 }),
    () => sessions.revokeAll("usr_ada", { reason: "logged_out", at: 1 }),
    () => sessions.endedSince(0),
    () => sessions.deleteExpired(2, 1),
    () => keys.list(),
    () => users.list(),
  ];
  for (const call of calls) await call();
  expect(client.sent).toHaveLength(calls.length);
});

test.each([
  ["by default, under names of Pawl's own", undefined, true],
  ["not where a pooler would lose them", false, false],
])("statements are prepared %s", async (_name, prepare, named) => {
  const { url, schema } = await emptyDatabase();
  const pool = new pg.Pool({ connectionString: url, options: `-c search_path=${schema}`, max: 1 });
  const store = postgresStore({ client: pool, ...(prepare === undefined ? {} : { prepare }) });
  onTestFinished(() => store.close());
  await store.migrate();
  await store.sessions.insert(sessionRow());
  await store.sessions.find(sessionRow().sid);
  const { rows } = await pool.query<{ name: string }>("SELECT name FROM pg_prepared_statements");
  expect(rows.some(({ name }) => name === "pawl_find_session")).toBe(named);
  expect(rows.every(({ name }) => name.startsWith("pawl_"))).toBe(true);
});

test("no two statements share a name", async () => {
  const { url, schema } = await emptyDatabase();
  const pool = new pg.Pool({ connectionString: url, options: `-c search_path=${schema}`, max: 1 });
  const store = postgresStore({ client: pool });
  onTestFinished(() => store.close());
  await store.migrate();
  const { sessions, keys, users } = store;
  const row = sessionRow();
  const end = { reason: "logged_out", at: 1 } as const;
  // On one connection, pg refuses a name that it knows with another text.
  await sessions.insert(row);
  await sessions.find(row.sid);
  await sessions.rotate(row.sid, guardFor(row), rotationFrom(row));
  await sessions.receive(row.sid, 4);
  await sessions.list("usr_ada");
  await sessions.revoke(row.sid, end);
  await sessions.revokeAll("usr_ada", end);
  await sessions.endedSince(0);
  await sessions.deleteExpired(2, 1);
  await keys.insert(keyNamed("k"), null);
  await keys.list();
  await keys.reseal("k", "AAAAAA", { keyId: "BBBBBB", sealed: new Uint8Array(1) });
  await keys.delete("k");
  await users.insert({ subject: "usr", email: "e", passwordHash: "h", createdAt: 1 });
  await users.find("usr");
  await users.findByEmail("e");
  await users.list();
  await users.replaceHash("usr", "h", "i");
  const { rows } = await pool.query("SELECT name FROM pg_prepared_statements");
  expect(rows).toHaveLength(19);
});

test("a store that is closed says so, rather than that the database gave no answer", async () => {
  const { open } = await emptyDatabase();
  const store = open();
  await store.migrate();
  await store.close();
  for (const call of [store.ready, store.migrate, store.keys.list]) {
    await expect(call()).rejects.toMatchObject({
      ...{ name: "StoreError", message: "the PostgreSQL store is closed" },
    });
  }
});

test("a pool that its owner has ended is told as such when the store is closed, and no verb hangs on it", async () => {
  const { url, schema } = await emptyDatabase();
  const pool = pgPool(url, { schema });
  const store = postgresStore({ client: pool });
  await store.migrate();
  await pool.end();
  await expect(store.sessions.find("s")).rejects.toMatchObject({ name: "StoreError" });
  await expect(store.close()).rejects.toMatchObject({
    ...{ name: "StoreError", message: "the connections to PostgreSQL could not be closed" },
  });
});
