import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { SqliteDatabase } from "./database.ts";

/**
 * Opens a file so that a commit that was answered is on the disk: WAL with `synchronous = FULL`. A new file is
 * readable by its owner only.
 *
 * @throws Error of the driver, with the file's name, if it cannot be opened.
 */
export function openDatabase(filename: string): SqliteDatabase {
  // SQLite would create it with the process's umask; WAL and shm files take over the mode of the main file.
  if (filename !== ":memory:") closeSync(openSync(filename, "a", 0o600));
  return new DatabaseSync(filename);
}

/** Two processes may share the file; the one that finds it locked waits for this long, in milliseconds. */
const busyTimeoutMs = 2_000;

export function configure(database: SqliteDatabase): void {
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  database.exec("PRAGMA foreign_keys = ON");
}
