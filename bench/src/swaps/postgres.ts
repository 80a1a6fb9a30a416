import { Pool } from "pg";
import type { Swaps } from "./swaps.ts";

export async function swapsInPostgres(url: string): Promise<Swaps> {
  const pool = new Pool({ connectionString: url, max: 10 });
  await pool.query("CREATE TABLE sessions (sid text PRIMARY KEY, hash text NOT NULL) WITH (fillfactor = 70)");
  const text = "UPDATE sessions SET hash = $1 WHERE sid = $2 AND hash = $3";
  return {
    insert: async (sid, hash) => void (await pool.query("INSERT INTO sessions VALUES ($1, $2)", [sid, hash])),
    swap: async (sid, hash, next) =>
      (await pool.query({ name: "swap", text, values: [next, sid, hash] })).rowCount === 1,
  };
}
