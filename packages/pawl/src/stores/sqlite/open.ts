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
  if (filename !== ":memory:") createPrivately(filename);
  return new DatabaseSync(filename);
}

/**
 * SQLite would create the file with the process's umask; WAL and shm files take over the mode of the main file. One
 * that exists is not touched: closing any handle on it would drop the locks of this process's other connections.
 */
function createPrivately(filename: string): void {
  try {
    closeSync(openSync(filename, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Two processes may share the file; the one that finds it locked waits for this long, in milliseconds. */
const busyTimeoutMs = 2000;

export function configure(database: SqliteDatabase): void {
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  switchToWal(database);
  database.exec("PRAGMA synchronous = FULL");
  database.exec("PRAGMA foreign_keys = ON");
}

/**
 * SQLite does not wait for the lock that this switch takes, whatever the timeout: of several processes that start
 * at once on a new file, all but one would fail.
 */
function switchToWal(database: SqliteDatabase): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; ; waitedMs += 10) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (waitedMs >= busyTimeoutMs || !/locked/.test(String(error))) throw error;
      Atomics.wait(pause, 0, 0, 10);
    }
  }
}
