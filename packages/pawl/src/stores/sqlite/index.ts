import { StoreError } from "../../session/store.ts";
import type { Migration, Store } from "../store.ts";
import type { SqliteDatabase } from "./database.ts";
import { createGroupCommit } from "./group-commit.ts";
import { sqliteKeys } from "./keys.ts";
import { configure, openDatabase } from "./open.ts";
import { read } from "./read.ts";
import { migrate, verifySchema } from "./schema.ts";
import { sqliteSessions } from "./sessions.ts";
import { sqliteUsers } from "./users.ts";

export type { Migration, Store } from "../store.ts";
export type { SqliteDatabase, SqliteStatement, SqliteValue } from "./database.ts";
export { type SqliteSignalOptions, sqliteSignal } from "./signal.ts";

/** A file to open, or a handle that is open. */
export type SqliteStoreOptions =
  /** A path, or `:memory:`. Created with mode 0600 if it does not exist; its folder must. */
  | { readonly filename: string }
  /** An open handle: `DatabaseSync` of `node:sqlite`, or a `Database` of better-sqlite3. Closed by `close`. */
  | { readonly database: SqliteDatabase };

/**
 * The embedded store: one SQLite file, WAL, `synchronous = FULL`, concurrent writes in one commit.
 *
 * Guarantees that an answered write survives a kill of the process and a loss of power. Several processes may
 * share the file on one machine; not over a network file system. Statements run on the event loop, a few
 * microseconds each, and a commit holds it for one fsync.
 *
 * @throws StoreError that says why, when the file cannot be opened or belongs to a newer Pawl; TypeError without a
 * file name or a handle.
 */
export function sqliteStore(options: SqliteStoreOptions): Store {
  if (!isUsable(options)) {
    throw new TypeError(
      'sqliteStore needs a file name or a handle: sqliteStore({ filename: "pawl.sqlite" })',
    );
  }
  let database: SqliteDatabase | undefined;
  try {
    database = "database" in options ? options.database : openDatabase(options.filename);
    configure(database);
    return storeOn(database, migrate(database));
  } catch (error) {
    if (!("database" in options)) database?.close();
    if (error instanceof StoreError) throw error;
    const name = "filename" in options ? options.filename : "that was handed in";
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(`the SQLite database ${name} could not be opened: ${why}`, { cause: error });
  }
}

function isUsable(options: { filename?: unknown; database?: { prepare?: unknown } } | undefined): boolean {
  return typeof options?.filename === "string" || typeof options?.database?.prepare === "function";
}

function storeOn(database: SqliteDatabase, migration: Migration): Store {
  const commits = createGroupCommit(database);
  let closed = false;
  return {
    sessions: sqliteSessions(database, read, commits.write),
    keys: sqliteKeys(database, read, commits.write),
    users: sqliteUsers(database, read, commits.write),
    // Opening has done it.
    migrate: () =>
      read(() => {
        verifySchema(database);
        return migration;
      }),
    ready: () => read(() => verifySchema(database)),
    close: async () => {
      if (closed) return;
      closed = true;
      commits.close();
      database.close();
    },
  };
}
