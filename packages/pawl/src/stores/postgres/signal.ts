import type { RevocationSignal } from "../../session/revocation-signal.ts";
import { retried } from "../retried.ts";

/** The part of `pg` that a signal uses: a `Pool`, of which it keeps one connection while it listens. */
export interface PgListeningPool {
  connect(): Promise<PgListener>;
  query(text: string): Promise<unknown>;
}

/** A connection of the pool. */
export interface PgListener {
  query(text: string): Promise<unknown>;
  on(event: "notification" | "error" | "end", listener: () => void): unknown;
  /** @param destroy closes it rather than giving it back. */
  release(destroy: boolean): void;
}

/** The part of postgres.js's `sql` that a signal uses; it keeps a connection of its own, and renews it by itself. */
export interface PostgresJsListener {
  listen(channel: string, onNotify: () => void, onListen: () => void): Promise<{ unlisten(): Promise<void> }>;
  notify(channel: string, payload: string): PromiseLike<unknown>;
}

/** How servers are reached. */
export interface PostgresSignalOptions {
  /**
   * A `Pool` of `pg` or an `sql` of `postgres`: the store's own will do, and a connection more than it had. It must lead to
   * the server itself, or to a pooler that gives a connection for as long as it is used (PgBouncer's session mode).
   */
  readonly client: PgListeningPool | PostgresJsListener;
  /** The channel, for several Pawls in one database. Default `pawl_revocations`. */
  readonly channel?: string | undefined;
}

/**
 * Servers tell each other by LISTEN and NOTIFY that something ended, so that they hear of it at once rather than within a
 * second. A connection that is lost is replaced, from 0.1 to 5 seconds later, and until then they look once a second.
 *
 * Holds a connection while anybody follows the feed of revocations; `pawl.close()` lets it go, which the pool's `end` would
 * wait for. Does not close the client.
 *
 * @throws TypeError for a client that is neither, or a channel that is no plain name.
 *
 * @example
 * const client = new Pool({ connectionString });
 * const pawl = createPawl({ store: postgresStore({ client }), revocationSignal: postgresSignal({ client }), … });
 */
export function postgresSignal({
  client,
  channel = "pawl_revocations",
}: PostgresSignalOptions): RevocationSignal {
  // It is written into the statement: LISTEN takes no parameters.
  if (typeof channel !== "string" || !/^[a-z_][a-z0-9_]{0,62}$/.test(channel)) {
    throw new TypeError("postgresSignal: channel must be a name of small letters, digits and _");
  }
  if (isPostgresJs(client)) return ofPostgresJs(client, channel);
  if (typeof client?.connect === "function" && typeof client.query === "function")
    return ofPg(client, channel);
  throw new TypeError(
    "postgresSignal needs a client: postgresSignal({ client: new Pool({ connectionString }) }) of pg, or postgres(url)",
  );
}

function isPostgresJs(client: PgListeningPool | PostgresJsListener): client is PostgresJsListener {
  return typeof (client as Partial<PostgresJsListener> | undefined)?.listen === "function";
}

function ofPg(pool: PgListeningPool, channel: string): RevocationSignal {
  return {
    subscribe: (listener) =>
      retried(async (lost) => {
        const connection = await pool.connect();
        let isReleased = false;
        const release = () => {
          if (isReleased) return;
          isReleased = true;
          // Not given back: it would go on listening.
          connection.release(true);
        };
        for (const event of ["error", "end"] as const) {
          connection.on(event, () => {
            release();
            lost();
          });
        }
        connection.on("notification", () => listener());
        try {
          await connection.query(`LISTEN ${channel}`);
        } catch (error) {
          release();
          throw error;
        }
        // What was told before, nobody heard.
        listener();
        return release;
      }),
    publish: () => void pool.query(`NOTIFY ${channel}`).catch(() => undefined),
  };
}

function ofPostgresJs(sql: PostgresJsListener, channel: string): RevocationSignal {
  return {
    subscribe: (listener) =>
      retried(async () => {
        const { unlisten } = await sql.listen(
          channel,
          () => listener(),
          () => listener(),
        );
        return () => void unlisten().catch(() => undefined);
      }),
    publish: () => void sql.notify(channel, "").then(undefined, () => undefined),
  };
}
