import { DatabaseSync } from "node:sqlite";
import type { SqliteDatabase } from "../../../src/stores/sqlite/index.ts";

/** A SQLite handle that remembers what it executes and prepares, and refuses what it is told to. */
export interface WatchedDatabase extends SqliteDatabase {
  readonly real: DatabaseSync;
  readonly executed: string[];
  readonly prepared: string[];
  /** The next `exec` of exactly this SQL throws, instead of (`before`) or in addition to (`after`) running. */
  failNext(sql: string, moment: "before" | "after"): void;
}

export function watchedDatabase(filename = ":memory:"): WatchedDatabase {
  const real = new DatabaseSync(filename);
  const executed: string[] = [];
  const prepared: string[] = [];
  const faults: { sql: string; moment: "before" | "after" }[] = [];
  return {
    real,
    executed,
    prepared,
    exec: (sql) => {
      executed.push(sql);
      const index = faults.findIndex((fault) => fault.sql === sql);
      const [fault] = index < 0 ? [] : faults.splice(index, 1);
      if (fault?.moment !== "before") real.exec(sql);
      if (fault !== undefined) throw new Error("disk I/O error");
    },
    prepare: (sql) => {
      prepared.push(sql);
      return real.prepare(sql);
    },
    close: () => real.close(),
    failNext: (sql, moment) => void faults.push({ sql, moment }),
  };
}
