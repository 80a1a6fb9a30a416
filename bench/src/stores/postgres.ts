import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { postgresStore } from "pawl/stores/postgres";
import { Pool } from "pg";
// The private server of the tests: the one thing here that is not public.
import { startPostgres as startServer } from "../../../packages/pawl/test/support/postgres-server.ts";
import type { BenchStore } from "./bench-store.ts";

/** A private PostgreSQL that waits for the disk at each commit, as it does by default. */
export async function startPostgres(): Promise<BenchStore> {
  const server = await startServer({
    fsync: true,
    settings: { shared_buffers: "256MB", max_wal_size: "4GB" },
  });
  const locationOf = (side: string): string => server.url.replace(/\/postgres$/, `/${side}`);
  const admin = new Pool({ connectionString: server.url, max: 1 });
  const made = new Set<string>();
  const make = async (side: string): Promise<string> => {
    if (!made.has(side)) await admin.query(`CREATE DATABASE ${side}`);
    made.add(side);
    return locationOf(side);
  };
  for (const side of ["bare", "pawl", "floor"]) await make(side);
  return {
    name: "PostgreSQL",
    location: locationOf,
    async open(side) {
      const store = postgresStore({ client: new Pool({ connectionString: await make(side), max: 10 }) });
      await store.migrate();
      return store;
    },
    floor: () => floorOf(locationOf("floor")),
    async bytes(side) {
      const pool = new Pool({ connectionString: locationOf(side), max: 1 });
      await pool.query("VACUUM pawl_sessions");
      const { rows } = await pool.query("SELECT pg_total_relation_size('pawl_sessions') AS bytes");
      await pool.end();
      return Number(rows[0].bytes);
    },
    async stop() {
      await admin.end();
      await server.stop();
    },
  };
}

/** pgbench with the same swap of one of a thousand rows, over ten connections. */
async function floorOf(url: string): Promise<string | undefined> {
  const pgbench = findPgbench();
  if (pgbench === undefined) return undefined;
  const pool = new Pool({ connectionString: url, max: 1 });
  await pool.query("CREATE TABLE swaps (id int PRIMARY KEY, hash text NOT NULL) WITH (fillfactor = 70)");
  await pool.query("INSERT INTO swaps SELECT id, '0' FROM generate_series(1, 1000) AS id");
  await pool.end();
  const folder = await mkdtemp(join(tmpdir(), "pawl-bench-"));
  try {
    const script = join(folder, "swap.sql");
    await writeFile(script, "\\set id random(1, 1000)\nUPDATE swaps SET hash = md5(hash) WHERE id = :id;\n");
    const options = ["-n", "-M", "prepared", "-c", "10", "-j", "2", "-T", "3", "-f", script, url];
    const { stdout } = await promisify(execFile)(pgbench, options);
    const tps = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
    return `${Math.round(tps).toLocaleString("en")} swaps a second by pgbench`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function findPgbench(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const folders = existsSync(debian)
    ? readdirSync(debian).map((version) => join(debian, version, "bin"))
    : [];
  return folders.map((folder) => join(folder, "pgbench")).find((file) => existsSync(file));
}
