import { postgresStore } from "../stores/postgres/index.ts";
import type { Store } from "../stores/store.ts";
import { importDriver } from "./import-driver.ts";
import type { PostgresLocation } from "./postgres-url.ts";

/** How long a request waits for a connection, be it a new one or one that another request uses; in milliseconds. */
const connectTimeoutMs = 5000;
/** What takes longer than this is ended by the server, so that nothing piles up there. */
const statementTimeoutMs = 5000;
/** The server that should have ended it is gone. */
const answerTimeoutMs = statementTimeoutMs + 1000;
/** Silence after which TCP asks whether the other side is there: a firewall may forget who is quiet for long. */
const keepAliveAfterMs = 10_000;

/**
 * A store on PostgreSQL with at most so many connections, opened as they are needed. Connects to nothing yet; a
 * connection that is lost is replaced by the next request.
 *
 * @throws CommandFailure if the driver is not installed.
 */
export async function openPostgres({ url, isPooled }: PostgresLocation, connections: number): Promise<Store> {
  const { Pool } = await importDriver("PostgreSQL", "pg", () => import("pg"));
  const client = new Pool({
    connectionString: url,
    application_name: "pawl",
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: answerTimeoutMs,
    ...(isPooled ? {} : { statement_timeout: statementTimeoutMs }),
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveAfterMs,
  });
  return postgresStore({ client, prepare: !isPooled });
}
