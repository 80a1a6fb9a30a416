import { resolve } from "node:path";
import { noSignal, type RevocationSignal } from "../session/revocation-signal.ts";
import { postgresSignal } from "../stores/postgres/index.ts";
import { redisSignal } from "../stores/redis/index.ts";
import { sqliteSignal } from "../stores/sqlite/index.ts";
import { importDriver } from "./import-driver.ts";
import { redisHandle } from "./open-redis.ts";
import type { StoreLocation } from "./store-location.ts";

/** A signal, and the connections that are its own. */
export interface OpenSignal {
  readonly signal: RevocationSignal;
  close(): Promise<void>;
}

/** One listens, and one tells. */
const connections = 2;

/**
 * How servers on the same store tell each other that something ended; on connections beside the store's, opened when they
 * are needed. Behind a pooler that gives each statement another connection, they look about once a second.
 *
 * @throws CommandFailure if the driver is not installed.
 */
export async function openSignal(location: StoreLocation): Promise<OpenSignal> {
  if (location.kind === "postgres" && !location.isPooled) {
    const { Pool } = await importDriver("PostgreSQL", "pg", () => import("pg"));
    const client = new Pool({
      ...{ connectionString: location.url, application_name: "pawl signal", max: connections },
      ...{ connectionTimeoutMillis: 5000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
    });
    // A connection that is lost while it waits is replaced by the next one.
    client.on("error", () => undefined);
    return { signal: postgresSignal({ client }), close: () => client.end() };
  }
  if (location.kind === "redis") {
    const [client, subscriber] = [await redisHandle(location), await redisHandle(location)];
    // Without a listener, the driver writes to the console.
    client.on("error", () => undefined);
    return {
      signal: redisSignal({ client, subscriber }),
      async close() {
        client.disconnect();
        subscriber.disconnect();
      },
    };
  }
  const signal = location.kind === "sqlite" ? sqliteSignal({ filename: resolve(location.file) }) : noSignal;
  return { signal, close: async () => {} };
}
