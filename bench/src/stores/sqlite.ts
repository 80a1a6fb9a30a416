import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "pawl/stores/sqlite";
import type { BenchStore } from "./bench-store.ts";

/** SQLite files in a temporary folder; WAL, `synchronous = FULL`. */
export async function startSqlite(): Promise<BenchStore> {
  const folder = await mkdtemp(join(tmpdir(), "pawl-bench-"));
  const fileOf = (side: string): string => join(folder, `${side}.sqlite`);
  return {
    name: "SQLite",
    location: (side) => `sqlite:${fileOf(side)}`,
    open: async (side) => sqliteStore({ filename: fileOf(side) }),
    floor: async () => floorOf(fileOf("floor")),
    async bytes(side) {
      const database = new DatabaseSync(fileOf(side));
      database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      database.close();
      return (await stat(fileOf(side))).size;
    },
    stop: () => rm(folder, { recursive: true }),
  };
}

/** Bare SQL: a prepared swap of one row, and a commit, as often as it goes. */
function floorOf(file: string): string {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  database.exec("CREATE TABLE sessions (sid TEXT PRIMARY KEY, hash TEXT NOT NULL) STRICT, WITHOUT ROWID");
  database.exec("INSERT INTO sessions VALUES ('a', '0')");
  const swap = database.prepare("UPDATE sessions SET hash = ? WHERE sid = 'a' AND hash = ?");
  const startedAt = performance.now();
  let count = 0;
  for (; performance.now() - startedAt < 2000; count++) swap.run(String(count + 1), String(count));
  database.close();
  return `${Math.round(count / 2).toLocaleString("en")} bare commits a second`;
}
