import { Redis } from "ioredis";
import { Client } from "pg";
import { migrations } from "../../../src/stores/postgres/migrations.ts";
import { version } from "../../../src/stores/redis/schema.ts";
import { startPostgres } from "../../support/postgres-server.ts";
import { startRedis } from "../../support/redis-server.ts";

/** A server that can be a store, as a test wants to break it. */
export interface StoreServer {
  /** A database in which nothing is, under the URL of `--store`. */
  emptyStore(): Promise<string>;
  /** The version of the schema that this Pawl knows. */
  readonly version: number;
  /** Writes over the version of the schema, as a newer Pawl would have it. */
  setVersion(url: string, version: number): Promise<void>;
  /** SIGKILL; what was answered is on the disk. */
  kill(): Promise<void>;
  /** Starts it again, on what is on the disk. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function postgresServer(): Promise<StoreServer> {
  const server = await startPostgres({ fsync: true });
  let databases = 0;
  return {
    ...server,
    version: migrations.length,
    async emptyStore() {
      const database = `pawl_${++databases}`;
      await inPostgres(server.url, `CREATE DATABASE ${database}`);
      return server.url.replace(/\/postgres$/, `/${database}`);
    },
    setVersion: (url, version) =>
      inPostgres(url, `DELETE FROM pawl_schema; INSERT INTO pawl_schema (version) VALUES (${version})`),
  };
}

export async function redisServer(): Promise<StoreServer> {
  const server = await startRedis({ appendonly: "yes", appendfsync: "always" });
  let databases = 0;
  return {
    ...server,
    version,
    emptyStore: async () => `${server.url}/${++databases}`,
    async setVersion(url, other) {
      const client = new Redis(url);
      await client.set("pawl:schema", other);
      client.disconnect();
    },
  };
}

/** Runs one statement as the administrator. */
export async function inPostgres(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
