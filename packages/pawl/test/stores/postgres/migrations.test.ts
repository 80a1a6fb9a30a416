/**
 * Goal: `migrate` brings a schema forward, once, all or nothing, from any number of nodes at the same time; and a store
 * works on the schema that it knows and on no other, and says what to do.
 * Method: real databases, empty, older, newer and other people's, with steps of the future beside those of today.
 */
import { describe, expect, onTestFinished, test } from "vitest";
import { StoreError } from "../../../src/session/store.ts";
import { driverOf } from "../../../src/stores/postgres/client.ts";
import { postgresStore, type Store } from "../../../src/stores/postgres/index.ts";
import { migrations } from "../../../src/stores/postgres/migrations.ts";
import { createRun, createRunScript } from "../../../src/stores/postgres/run.ts";
import { postgresSchema, type Schema } from "../../../src/stores/postgres/schema.ts";
import { guardFor, rotationFrom, sessionRow } from "../../support/session-row.ts";
import { drivers, type EmptyDatabase, pgPool, postgresJs, serverOfThisFile } from "./databases.ts";
import { faultyPool } from "./faulty-pool.ts";

const { emptyDatabase } = serverOfThisFile();
const now = migrations.length;
const future = [
  ...migrations,
  "CREATE TABLE later (n INTEGER)",
  "ALTER TABLE later ADD COLUMN m INTEGER; INSERT INTO later (n, m) VALUES (1, 2)",
  // Nothing of this one fails by itself when it is run twice.
  "UPDATE later SET m = m + 1",
];

/** The schema as a Pawl with these steps sees it. */
function schemaOf({ url, schema }: EmptyDatabase, steps: readonly string[]): Schema {
  const driver = driverOf(pgPool(url, { schema }), true);
  onTestFinished(() => void driver.end());
  return postgresSchema(createRun(driver), createRunScript(driver), steps);
}

const tablesOf = async ({ select, schema }: EmptyDatabase) =>
  (
    await select<{ tablename: string }>(
      `SELECT tablename FROM pg_tables WHERE schemaname = '${schema}' ORDER BY 1`,
    )
  ).map(({ tablename }) => tablename);

const ours = ["pawl_ended_subjects", "pawl_schema", "pawl_sessions", "pawl_signing_keys", "pawl_users"];
const versions = migrations.map((_, i) => ({ version: i + 1 }));

/** One call of each verb, and of `ready`. */
function everyVerb({ sessions, keys, users, ready }: Store): (() => Promise<unknown>)[] {
  const row = sessionRow();
  return [
    () => sessions.insert(row),
    () => sessions.find("s"),
    () => sessions.rotate("s", guardFor(row), rotationFrom(row)),
    () => sessions.receive("s", 1),
    () => sessions.revoke("s", { reason: "logged_out", at: 1 }),
    () => sessions.revokeAll("usr", { reason: "logged_out", at: 1 }),
    () => sessions.list("usr"),
    () => sessions.endedSince(0),
    () => sessions.deleteExpired(1, 1),
    () => keys.list(),
    () => users.list(),
    () => users.insert({ subject: "usr", email: "e", passwordHash: "h", createdAt: 1 }),
    ready,
  ];
}

async function expectRefused(store: Store, message: string): Promise<void> {
  for (const call of everyVerb(store)) {
    await expect(call()).rejects.toMatchObject({ name: "StoreError", message });
  }
}

describe("an empty database", () => {
  test.each(drivers)(
    "is brought to the present by migrate through %s, and a second time changes nothing",
    async (_name, connect) => {
      const database = await emptyDatabase();
      const store = database.open(connect as typeof pgPool);
      expect(await store.migrate()).toEqual({ from: 0, to: now });
      expect(await store.migrate()).toEqual({ from: now, to: now });
      expect(await tablesOf(database)).toEqual(ours);
      expect(await store.ready()).toBeUndefined();
    },
  );

  test("refuses every verb until then, and the same store works afterwards", async () => {
    const database = await emptyDatabase();
    const store = database.open();
    await expectRefused(store, "the database has no Pawl schema yet; run: pawl migrate");
    await database.open().migrate();
    for (const call of everyVerb(store)) await call();
  });

  test("is migrated once by sixteen nodes at the same moment", async () => {
    const database = await emptyDatabase();
    const stores = Array.from({ length: 16 }, (_, i) => database.open(i % 2 === 0 ? pgPool : postgresJs));
    const migrated = await Promise.all(stores.map((store) => store.migrate()));
    expect(new Set(migrated.map(({ to }) => to))).toEqual(new Set([now]));
    expect(await database.select("SELECT version FROM pawl_schema ORDER BY version")).toEqual(versions);
    for (const store of stores) expect(await store.ready()).toBeUndefined();
  });
});

describe("a migration whose connection is lost", () => {
  test("before it was carried out is no answer; run again, it is done", async () => {
    const { url, schema } = await emptyDatabase();
    const { client, store } = faultyStore(url, schema);
    client.failNext({ code: "08006", moment: "before", matching: /CREATE TABLE/ });
    await expect(store.migrate()).rejects.toThrow(StoreError);
    expect(await store.migrate()).toEqual({ from: 0, to: now });
  });

  test("after it was carried out is found done", async () => {
    const { url, schema } = await emptyDatabase();
    const { client, store } = faultyStore(url, schema);
    client.failNext({ code: "08006", moment: "after", matching: /CREATE TABLE/ });
    expect(await store.migrate()).toEqual({ from: 0, to: now });
    expect(client.sent.filter((text) => text.includes("CREATE TABLE pawl_schema"))).toHaveLength(1);
  });

  test("by a deadlock with another node is tried again as a whole", async () => {
    const { url, schema } = await emptyDatabase();
    const { client, store } = faultyStore(url, schema);
    client.failNext({ code: "40P01", moment: "before", matching: /CREATE TABLE/, times: 2 });
    expect(await store.migrate()).toEqual({ from: 0, to: now });
  });

  function faultyStore(url: string, schema: string) {
    const client = faultyPool(pgPool(url, { schema }));
    const store = postgresStore({ client });
    onTestFinished(() => store.close());
    return { client, store };
  }
});

test("a database in another encoding than UTF-8 is refused with the fix", async () => {
  const admin = await emptyDatabase();
  await admin.select("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
  const database = await emptyDatabase(admin.url.replace(/postgres$/, "latin"));
  await expect(database.open().migrate()).rejects.toThrow(
    new StoreError(
      "the database has the encoding LATIN1 and Pawl needs UTF8; make one with: createdb --encoding UTF8 --template template0",
    ),
  );
  expect(await tablesOf(database)).toEqual([]);
});

describe("an older schema", () => {
  test("refuses to be worked on by a newer Pawl, and says what to run", async () => {
    const database = await emptyDatabase();
    await database.open().migrate();
    await expect(schemaOf(database, future).verify()).rejects.toThrow(
      new StoreError(
        `the database has schema version ${now} and this Pawl needs ${now + 3}; run: pawl migrate`,
      ),
    );
  });

  test("is brought forward step by step, with what it holds", async () => {
    const database = await emptyDatabase();
    const store = database.open();
    await store.migrate();
    await store.sessions.insert(sessionRow());
    const schema = schemaOf(database, future);
    expect(await schema.migrate()).toEqual({ from: now, to: now + 3 });
    expect(await schema.verify()).toBeUndefined();
    expect(await database.select("SELECT n, m FROM later")).toEqual([{ n: 1, m: 3 }]);
    expect(await database.select("SELECT sid FROM pawl_sessions")).toHaveLength(1);
  });

  test("is brought forward once by eight nodes at the same moment", async () => {
    const database = await emptyDatabase();
    await database.open().migrate();
    const nodes = Array.from({ length: 8 }, () => schemaOf(database, future));
    await Promise.all(nodes.map((node) => node.migrate()));
    expect(await database.select("SELECT n, m FROM later")).toEqual([{ n: 1, m: 3 }]);
  });

  test("stays whole when a step fails in its middle, and goes on from there once the step is right", async () => {
    const database = await emptyDatabase();
    await database.open().migrate();
    const broken = [
      ...migrations,
      "CREATE TABLE later (n INTEGER); SELECT 1 / 0; CREATE TABLE latest (n INTEGER)",
    ];
    await expect(schemaOf(database, broken).migrate()).rejects.toThrow(
      new StoreError("PostgreSQL refused a statement (SQLSTATE 22012)"),
    );
    expect(await tablesOf(database)).toEqual(ours);
    expect(await database.select("SELECT version FROM pawl_schema ORDER BY version")).toEqual(versions);
    expect(await schemaOf(database, future).migrate()).toEqual({ from: now, to: now + 3 });
  });

  test("is not left behind by the first step that fails: nothing is there", async () => {
    const database = await emptyDatabase();
    const broken = [`${migrations[0]}; SELECT 1 / 0`];
    await expect(schemaOf(database, broken).migrate()).rejects.toThrow(StoreError);
    expect(await tablesOf(database)).toEqual([]);
  });
});

describe("a newer schema", () => {
  test("is refused in a sentence that says what to do, and left as it is", async () => {
    const database = await emptyDatabase();
    await schemaOf(database, future).migrate();
    const store = database.open();
    const sentence = `the database has schema version ${now + 3} and this Pawl knows ${now}; install the newer Pawl that wrote it`;
    await expect(store.migrate()).rejects.toThrow(new StoreError(sentence));
    await expectRefused(store, sentence);
    expect(await tablesOf(database)).toEqual(["later", ...ours]);
  });

  test("does not stop a node that was at work before, but it is no longer ready for more", async () => {
    const database = await emptyDatabase();
    const store = database.open();
    await store.migrate();
    await store.sessions.insert(sessionRow());
    await schemaOf(database, future).migrate();
    expect(await store.sessions.find(sessionRow().sid)).toEqual(sessionRow());
    await expect(store.ready()).rejects.toThrow(/install the newer Pawl/);
  });
});

describe("another program's tables", () => {
  test.each([
    "CREATE TABLE pawl_sessions (id INTEGER)",
    "CREATE TABLE pawl_users (id INTEGER)",
    "CREATE TABLE pawl_schema (id INTEGER)",
  ])("%s: refused, and nothing is changed", async (statement) => {
    const database = await emptyDatabase();
    await database.select(statement);
    const tables = await tablesOf(database);
    await expect(database.open().migrate()).rejects.toThrow(
      new StoreError(
        "the database holds another program's tables of the names that Pawl uses; give Pawl a database or a schema of its own",
      ),
    );
    expect(await tablesOf(database)).toEqual(tables);
  });

  test("of other names are no hindrance", async () => {
    const database = await emptyDatabase();
    await database.select("CREATE TABLE sessions (id INTEGER)");
    expect(await database.open().migrate()).toEqual({ from: 0, to: now });
  });
});

test("a role that may not make tables is told so by its code", async () => {
  const database = await emptyDatabase();
  const { schema, select } = database;
  await select(`CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA ${schema} TO reader`);
  const url = new URL(database.url);
  url.username = "reader";
  await expect(schemaOf({ ...database, url: url.href }, migrations).migrate()).rejects.toMatchObject({
    ...{ name: "StoreError", cause: { code: "42501" } },
  });
});

test("every instant and digest has a comment in the database that says its unit", async () => {
  const database = await emptyDatabase();
  await database.open().migrate();
  const columns = await database.select<{ name: string; comment: string | null }>(`
    SELECT table_name || '.' || column_name AS name,
      col_description(format('%I.%I', table_schema, table_name)::regclass, ordinal_position) AS comment
    FROM information_schema.columns WHERE table_schema = '${database.schema}'`);
  const instants = columns.filter(({ name }) => name.endsWith("_at"));
  expect(instants).toHaveLength(9);
  for (const { comment } of instants) expect(comment).toMatch(/^ms since the epoch/);
  const uncommented = columns.filter(({ comment }) => comment === null).map(({ name }) => name);
  expect(uncommented.sort()).toEqual(["pawl_schema.version", "pawl_signing_keys.alg", "pawl_users.subject"]);
});
