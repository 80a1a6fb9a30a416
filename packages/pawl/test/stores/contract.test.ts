/**
 * Goal: the stores that need no server pass the contract that we publish for everybody's.
 * Method: it is run on each of them; one is measured as well, and the file is shared by several processes.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import BetterSqlite from "better-sqlite3";
import { afterAll } from "vitest";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { type Store, sqliteStore } from "../../src/stores/sqlite/index.ts";
import { describeStoreContract } from "./contract/describe.ts";

const folder = mkdtempSync(join(tmpdir(), "pawl-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = () => join(folder, `${++files}.sqlite`);

const databases = new WeakMap<Store, DatabaseSync>();

function openMeasurable(): Store {
  const database = new DatabaseSync(":memory:");
  const store = sqliteStore({ database });
  databases.set(store, database);
  return store;
}

function pagesOf(store: Store): number {
  return Number(databases.get(store)?.prepare("PRAGMA page_count").get()?.["page_count"]);
}

describeStoreContract("memory", { open: memoryStore });

describeStoreContract("SQLite in memory", { open: openMeasurable, size: pagesOf });

describeStoreContract("a SQLite file", {
  open: () => sqliteStore({ filename: newFile() }),
  shared: { module: new URL("./contract/open-sqlite.ts", import.meta.url), location: newFile },
});

describeStoreContract("a handle of better-sqlite3", {
  open: () => sqliteStore({ database: new BetterSqlite(":memory:") }),
});
