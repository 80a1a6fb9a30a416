import { DatabaseSync } from "node:sqlite";
import type { Swaps } from "./swaps.ts";

export function swapsInSqlite(file: string): Swaps {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  database.exec("CREATE TABLE sessions (sid TEXT PRIMARY KEY, hash TEXT NOT NULL) STRICT, WITHOUT ROWID");
  const insert = database.prepare("INSERT INTO sessions VALUES (?, ?)");
  const swap = database.prepare("UPDATE sessions SET hash = ? WHERE sid = ? AND hash = ?");
  return {
    insert: async (sid, hash) => void insert.run(sid, hash),
    swap: async (sid, hash, next) => swap.run(next, sid, hash).changes === 1,
  };
}
