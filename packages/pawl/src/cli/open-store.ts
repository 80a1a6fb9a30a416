import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { StoreError } from "../session/store.ts";
import { memoryStore } from "../stores/memory/index.ts";
import { sqliteStore } from "../stores/sqlite/index.ts";
import type { Store } from "../stores/store.ts";
import { explainStoreError } from "./explain-store-error.ts";
import { failure, misuse } from "./failure.ts";
import { openPostgres } from "./open-postgres.ts";
import { openRedis } from "./open-redis.ts";
import type { StoreLocation } from "./store-location.ts";

/** A command does one thing after the other. */
const commandConnections = 2;

/**
 * Opens a store, whatever is in it; a SQLite database that does not exist is made.
 *
 * @param connections at most so many, where it is PostgreSQL.
 * @throws CommandFailure that says what to do.
 */
export async function openStore(
  location: StoreLocation,
  connections: number = commandConnections,
): Promise<Store> {
  return explained(location, async () => {
    switch (location.kind) {
      case "memory":
        return memoryStore();
      case "sqlite":
        return sqliteStore({ filename: resolve(location.file) });
      case "postgres":
        return openPostgres(location, connections);
      case "redis":
        return openRedis(location);
    }
  });
}

/**
 * Opens a store that answers and has the schema of this Pawl.
 *
 * @throws CommandFailure that says what to do.
 */
export async function openReadyStore(location: StoreLocation, connections?: number): Promise<Store> {
  const store = await openStore(location, connections);
  try {
    await explained(location, () => store.ready());
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/**
 * Runs a command's work on a store and closes it, whatever comes of it.
 *
 * @param database `made` if it does not exist; `expected`, where work on an empty one would make no sense; or
 * `unmigrated`, if its schema is what the work is about.
 * @throws CommandFailure that says what to do.
 */
export async function withStore(
  location: StoreLocation,
  database: "made" | "expected" | "unmigrated",
  work: (store: Store) => Promise<void>,
): Promise<void> {
  if (location.kind === "memory") {
    throw misuse("The memory: store lives inside one server; name its file with --store sqlite:FILE.");
  }
  if (database === "expected" && location.kind === "sqlite" && !existsSync(resolve(location.file))) {
    throw failure(
      `There is no database ${resolve(location.file)}; name the server's with --store sqlite:FILE.`,
    );
  }
  const store = await (database === "unmigrated" ? openStore(location) : openReadyStore(location));
  try {
    await explained(location, () => work(store));
  } finally {
    await store.close();
  }
}

/** What fails is told in a sentence for the person at the terminal. */
export async function explained<T>(location: StoreLocation, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StoreError ? explainStoreError(error, location) : error;
  }
}
