import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import pg from "pg";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { postgresStore } from "../../src/stores/postgres/index.ts";
import { redisStore } from "../../src/stores/redis/index.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import type { Store } from "../../src/stores/store.ts";
import { startPostgres } from "../support/postgres-server.ts";
import { startRedis } from "../support/redis-server.ts";
import type { StoreKind } from "./settings.ts";

/** What several servers share. Each opens it for itself, and may close what it has opened. */
export interface SharedStore {
  open(): Store;
  remove(): Promise<void>;
}

export const startStore: Readonly<Record<StoreKind, () => Promise<SharedStore>>> = {
  memory: async () => {
    const store = memoryStore();
    return { open: () => ({ ...store, close: async () => {} }), remove: store.close };
  },

  sqlite: async () => {
    const folder = mkdtempSync(join(tmpdir(), "pawl-simulation-"));
    return {
      open: () => sqliteStore({ filename: join(folder, "pawl.sqlite") }),
      remove: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },

  postgres: async () => {
    const server = await startPostgres();
    const open = () => postgresStore({ client: new pg.Pool({ connectionString: server.url, max: 8 }) });
    await migrated(open());
    return { open, remove: server.stop };
  },

  redis: async () => {
    const server = await startRedis();
    const open = () => redisStore({ client: new Redis(server.url) });
    await migrated(open());
    return { open, remove: server.stop };
  },
};

async function migrated(store: Store): Promise<void> {
  await store.migrate();
  await store.close();
}
