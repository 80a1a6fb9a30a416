import { StoreError } from "../../session/store.ts";
import type { SqliteDatabase } from "./database.ts";

/** Runs a write in the next shared transaction; settles when that transaction is on the disk. */
export type Write = <T>(statement: () => T) => Promise<T>;

export interface GroupCommit {
  readonly write: Write;
  /** Commits what is waiting and refuses what comes later. */
  close(): void;
}

interface Waiting {
  run(): void;
  settle(commitError: unknown): void;
}

/**
 * Group commit: all writes that arrive in one turn of the event loop share one transaction, and so one fsync,
 * which is what a durable write costs. Each statement is atomic by itself and settles only after the commit, so
 * nobody is told of a write that a power cut could still undo.
 */
export function createGroupCommit(database: SqliteDatabase): GroupCommit {
  let waiting: Waiting[] = [];
  let closed = false;

  function flush(): void {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    let commitError: unknown;
    try {
      // IMMEDIATE takes the write lock at once: a lock taken later, in mid-transaction, could not be waited for.
      database.exec("BEGIN IMMEDIATE");
      try {
        for (const one of batch) one.run();
        database.exec("COMMIT");
      } catch (error) {
        rollBack();
        throw error;
      }
    } catch (error) {
      commitError = new StoreError("SQLite could not commit", { cause: error });
    }
    for (const one of batch) one.settle(commitError);
  }

  function rollBack(): void {
    try {
      database.exec("ROLLBACK");
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full; the first error says why.
    }
  }

  function write<T>(statement: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (closed) {
        reject(new StoreError("the SQLite store is closed"));
        return;
      }
      let outcome: { value: T } | { error: unknown };
      waiting.push({
        run: () => {
          try {
            outcome = { value: statement() };
          } catch (error) {
            // A failed statement undoes itself only; the others in the batch are not its business.
            outcome = { error: new StoreError("a SQLite statement failed", { cause: error }) };
          }
        },
        settle: (commitError) => {
          if (commitError !== undefined) reject(commitError);
          else if ("error" in outcome) reject(outcome.error);
          else resolve(outcome.value);
        },
      });
      // setImmediate runs once the sockets of this turn have been read, so concurrent requests meet here.
      if (waiting.length === 1) setImmediate(flush);
    });
  }

  return {
    write,
    close: () => {
      closed = true;
      flush();
    },
  };
}
