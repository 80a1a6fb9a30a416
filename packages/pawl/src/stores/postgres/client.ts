/**
 * The part of a PostgreSQL driver that the store uses: a `Pool` of `pg`, or an `sql` of `postgres` (postgres.js).
 * Neither is imported here, so nobody installs the other.
 */
export type PostgresClient = PgPool | PostgresJs;

/** The part of `pg`'s `Pool` that the store uses. */
export interface PgPool {
  query(statement: { name?: string; text: string; values?: PostgresValue[] }): Promise<unknown>;
  on(event: "error", listener: (error: Error) => void): unknown;
  end(): Promise<unknown>;
}

/** The part of postgres.js's `sql` that the store uses. */
export interface PostgresJs {
  unsafe(
    text: string,
    values?: PostgresValue[],
    options?: { prepare?: boolean },
  ): PromiseLike<readonly unknown[]>;
  end(options?: { timeout?: number }): Promise<unknown>;
}

/** What is bound to a parameter. */
export type PostgresValue = string | number | boolean | Uint8Array | null;

/** One statement of SQL with parameters `$1` and on. */
export interface Statement {
  /** The name it is prepared by. Two texts never share one. */
  readonly name: string;
  readonly text: string;
  /** It changes nothing, so it may be sent again when nobody knows whether it was carried out. */
  readonly readsOnly: boolean;
}

/** The two drivers as one. What they reject with is passed on as it is. */
export interface Driver {
  /** One round trip; each statement is its own transaction. */
  rows(statement: Statement, values: readonly PostgresValue[]): Promise<readonly unknown[]>;
  /**
   * Several statements in one message of the simple query protocol, which PostgreSQL runs on one connection in one
   * implicit transaction: all or nothing, without a connection to be held between statements.
   */
  script(text: string): Promise<void>;
  end(): Promise<unknown>;
}

/** @throws TypeError for anything that is neither of the two, with the fix. */
export function driverOf(client: PostgresClient, prepare: boolean): Driver {
  if (isPostgresJs(client)) return postgresJsDriver(client, prepare);
  if (isPgPool(client)) return pgDriver(client, prepare);
  throw new TypeError(
    "postgresStore needs a client: postgresStore({ client: new Pool({ connectionString }) }) of pg, or postgres(url)",
  );
}

function isPostgresJs(client: Partial<PostgresJs> | undefined): client is PostgresJs {
  return typeof client?.unsafe === "function";
}

function isPgPool(client: Partial<PgPool> | undefined): client is PgPool {
  return typeof client?.query === "function" && typeof client.on === "function";
}

function pgDriver(pool: PgPool, prepare: boolean): Driver {
  // An idle connection that is lost is nobody's failure: the pool drops it and opens another, and a server that is
  // gone is told by the next statement. Without a listener, Node would end the process.
  pool.on("error", () => undefined);
  return {
    rows: async ({ name, text }, values) => {
      const result = await pool.query({ ...(prepare ? { name } : {}), text, values: [...values] });
      return (result as { rows: readonly unknown[] }).rows;
    },
    script: async (text) => void (await pool.query({ text })),
    end: () => pool.end(),
  };
}

function postgresJsDriver(sql: PostgresJs & { options?: SqlOptions }, prepare: boolean): Driver {
  if (sql.options?.transform?.column?.from !== undefined) {
    throw new TypeError(
      "postgresStore needs column names as they are: give it a postgres(url) of its own, without transform",
    );
  }
  return {
    rows: async ({ text }, values) => await sql.unsafe(text, [...values], { prepare }),
    // Without values, postgres.js speaks the simple protocol.
    script: async (text) => void (await sql.unsafe(text)),
    // Without a limit, postgres.js waits forever for a connection that it lost in the middle of a statement. Ours have
    // all been settled by now, so one second is for what somebody else may have begun on the same handle.
    end: () => sql.end({ timeout: 1 }),
  };
}

interface SqlOptions {
  readonly transform?: { readonly column?: { readonly from?: unknown } };
}
