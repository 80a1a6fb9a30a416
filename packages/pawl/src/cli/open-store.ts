import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { StoreError } from "../session/store.ts";
import { memoryStore } from "../stores/memory/index.ts";
import { sqliteStore } from "../stores/sqlite/index.ts";
import type { Store } from "../stores/store.ts";
import { explainStoreError } from "./explain-store-error.ts";
import { failure, misuse } from "./failure.ts";
import type { StoreLocation } from "./store-location.ts";

/**
 * Opens a store; a database that does not exist is made.
 *
 * @throws CommandFailure that says what to do.
 */
export function openStore(location: StoreLocation): Store {
  if (location.kind === "memory") return memoryStore();
  const file = resolve(location.file);
  try {
    return sqliteStore({ filename: file });
  } catch (error) {
    throw explainStoreError(error, file);
  }
}

/**
 * Runs a command's work on a store and closes it, whatever comes of it.
 *
 * @param database `made` if it does not exist; or `expected`, where work on an empty one would make no sense.
 * @throws CommandFailure that says what to do.
 */
export async function withStore(
  location: StoreLocation,
  database: "made" | "expected",
  work: (store: Store) => Promise<void>,
): Promise<void> {
  if (location.kind === "memory") {
    throw misuse("The memory: store lives inside one server; name its file with --store sqlite:FILE.");
  }
  const file = resolve(location.file);
  if (database === "expected" && !existsSync(file)) {
    throw failure(`There is no database ${file}; name the server's with --store sqlite:FILE.`);
  }
  const store = openStore(location);
  try {
    await work(store);
  } catch (error) {
    throw error instanceof StoreError ? explainStoreError(error, file) : error;
  } finally {
    await store.close();
  }
}
