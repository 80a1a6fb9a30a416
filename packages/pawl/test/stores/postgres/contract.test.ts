/**
 * Goal: PostgreSQL does what every store does: through both drivers, and with the least that a database and a pooler may
 * offer.
 * Method: the contract that we publish, on an empty schema for each case; it is measured, and shared by several processes.
 */
import { beforeAll, describe, test } from "vitest";
import { postgresStore, type Store } from "../../../src/stores/postgres/index.ts";
import { storeContract } from "../../../src/testing/index.ts";
import { describeStoreContract } from "../contract/describe.ts";
import { drivers, type EmptyDatabase, postgresJs, serverOfThisFile } from "./databases.ts";
import { locationOf } from "./open-shared.ts";

const { createSorted, emptyDatabase } = serverOfThisFile();
const module = new URL("./open-shared.ts", import.meta.url);
const databases = new WeakMap<Store, EmptyDatabase>();

async function migrated(store: Store, database: EmptyDatabase): Promise<Store> {
  databases.set(store, database);
  await store.migrate();
  return store;
}

/** With what the vacuum of a server does now and then. */
async function sizeOf(store: Store): Promise<number> {
  const select = databases.get(store)?.select;
  await select?.("VACUUM pawl_sessions");
  const [size] =
    (await select?.<{ bytes: string }>("SELECT pg_total_relation_size('pawl_sessions') AS bytes")) ?? [];
  return Number(size?.bytes);
}

for (const [driver, connect] of drivers) {
  describeStoreContract(`PostgreSQL, by ${driver}`, {
    open: async () => {
      const database = await emptyDatabase();
      const { url, schema } = database;
      return migrated(postgresStore({ client: connect(url, { schema }) }), database);
    },
    size: sizeOf,
    shared: { module, location: async () => locationOf(driver, await emptyDatabase()) },
  });
}

let sorted = "";
beforeAll(async () => {
  sorted = await createSorted();
});

async function openSorted(): Promise<Store> {
  const database = await emptyDatabase(sorted);
  const { url, schema } = database;
  const settings = { default_transaction_isolation: "repeatable read" };
  return migrated(postgresStore({ client: postgresJs(url, { schema, settings }), prepare: false }), database);
}

// Where a writer that meets another one is turned away rather than kept waiting, as on distributed engines; behind a
// PgBouncer that gives each statement another connection; and where "a" comes before "B", and "ä" before "b". Ten
// thousand of anything are no different there.
describe("the store contract on PostgreSQL, turning rivals away, unprepared and sorted in German", () => {
  const cases = storeContract({ open: openSorted }).filter(({ name }) => !name.includes("ten thousand"));
  for (const { name, run } of cases) test(name, run, 60_000);
});
