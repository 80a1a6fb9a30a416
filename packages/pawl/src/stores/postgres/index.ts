import type { Store } from "../store.ts";
import { driverOf, type PostgresClient } from "./client.ts";
import { postgresKeys } from "./keys.ts";
import { createLifetime } from "./lifetime.ts";
import { createRun, createRunScript, type Run } from "./run.ts";
import { postgresSchema } from "./schema.ts";
import { postgresSessions } from "./sessions.ts";
import { postgresUsers } from "./users.ts";

export type { Store } from "../store.ts";
export type { PgPool, PostgresClient, PostgresJs, PostgresValue } from "./client.ts";
export {
  type PgListener,
  type PgListeningPool,
  type PostgresJsListener,
  type PostgresSignalOptions,
  postgresSignal,
} from "./signal.ts";

/** How the store reaches the database. Which one, who as, and how long it waits, are the client's own settings. */
export interface PostgresStoreOptions {
  /**
   * A `Pool` of `pg` (not a `Client`, which does not reconnect), or an `sql` of `postgres` without `transform`. Closed by
   * `close`.
   */
  readonly client: PostgresClient;
  /**
   * Whether statements are prepared, once a connection. Default true; false behind a pooler that gives each statement
   * another connection and does not follow prepared statements (PgBouncer before 1.21 in transaction mode).
   */
  readonly prepare?: boolean;
}

/**
 * Everything in PostgreSQL 12 or later, in UTF-8: one statement and one round trip a verb, each its own transaction, so
 * several servers may share the database. `migrate()` makes the schema; before that, every verb rejects and says so.
 *
 * Guarantees that an answered write is as durable as the database makes a commit (`synchronous_commit`, replication). A
 * statement that met another one (SQLSTATE 40001, 40P01), or that a failover surely kept from happening, is sent again up
 * to four times, within a tenth of a second. Does NOT repeat a write whose outcome is unknown, and does not limit the
 * waiting: connections, and how long one is waited for, are the client's settings.
 *
 * @throws TypeError without a client.
 */
export function postgresStore(options: PostgresStoreOptions): Store {
  const driver = driverOf(options?.client, options?.prepare ?? true);
  const unchecked = createRun(driver);
  const schema = postgresSchema(unchecked, createRunScript(driver));
  const lifetime = createLifetime();
  let verified: Promise<void> | undefined;

  /** Asks once, and again after a refusal: so a store that waits for `pawl migrate` heals by itself. */
  function verifiedOnce(): Promise<void> {
    verified ??= schema.verify().catch((error: unknown) => {
      verified = undefined;
      throw error;
    });
    return verified;
  }

  const run: Run = (statement, values) =>
    lifetime.during(async () => {
      await verifiedOnce();
      return unchecked(statement, values);
    });

  return {
    sessions: postgresSessions(run),
    keys: postgresKeys(run),
    users: postgresUsers(run),
    migrate: () => lifetime.during(schema.migrate),
    ready: () => lifetime.during(schema.verify),
    close: () => lifetime.close(driver.end),
  };
}
