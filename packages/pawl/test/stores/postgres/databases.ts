import pg from "pg";
import postgres from "postgres";
import { afterAll, beforeAll, onTestFinished, vi } from "vitest";
import { type PostgresClient, postgresStore, type Store } from "../../../src/stores/postgres/index.ts";
import {
  type PostgresServer,
  type PostgresServerOptions,
  startPostgres,
} from "../../support/postgres-server.ts";

/** What a test may want of a connection, besides a schema to work in. */
export interface ConnectOptions {
  readonly schema?: string;
  /** Settings of the database session, such as `lock_timeout`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How long a connection is waited for. Default 30: of a machine that is very busy, too. */
  readonly patienceSeconds?: number;
}

const maxConnections = 4;

export function pgPool(
  url: string,
  { schema = "public", settings = {}, patienceSeconds = 30 }: ConnectOptions = {},
): pg.Pool {
  const all = Object.entries({ search_path: schema, ...settings });
  return new pg.Pool({
    ...{ connectionString: url, max: maxConnections, connectionTimeoutMillis: patienceSeconds * 1000 },
    options: all.map(([name, value]) => `-c ${name}=${value.replaceAll(" ", "\\ ")}`).join(" "),
  });
}

export function postgresJs(
  url: string,
  { schema = "public", settings = {}, patienceSeconds = 30 }: ConnectOptions = {},
): postgres.Sql {
  return postgres(url, {
    ...{ max: maxConnections, connect_timeout: patienceSeconds, backoff: () => 0.05 },
    ...{ fetch_types: false, connection: { search_path: schema, ...settings } },
  });
}

/** Both drivers, by their names. */
export const drivers: readonly [string, (url: string, options?: ConnectOptions) => PostgresClient][] = [
  ["pg", pgPool],
  ["postgres.js", postgresJs],
];

/** A schema of its own: to the store it is a database with nothing in it. */
export interface EmptyDatabase {
  readonly url: string;
  readonly schema: string;
  /** A store on it, closed with the test. */
  open(connect?: typeof pgPool | typeof postgresJs, settings?: ConnectOptions["settings"]): Store;
  /** Rows of a statement, on a connection beside the store's. */
  select<Row>(text: string): Promise<Row[]>;
}

/** A server for the tests of a file, and databases on it that share nothing. */
export function serverOfThisFile(options: PostgresServerOptions = {}) {
  let server: PostgresServer | undefined;
  let admin: pg.Pool | undefined;
  let made = 0;
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
  beforeAll(async () => {
    server = await startPostgres(options);
    admin = pgPool(server.url);
    // The tests kill the server under it.
    admin.on("error", () => undefined);
  });
  afterAll(async () => {
    await admin?.end();
    await server?.stop();
  });

  function theServer(): PostgresServer {
    if (server === undefined) throw new Error("the server is not up yet");
    return server;
  }

  async function emptyDatabase(url: string = theServer().url): Promise<EmptyDatabase> {
    const schema = `empty_${++made}`;
    const beside = pgPool(url, { schema });
    beside.on("error", () => undefined);
    onTestFinished(() => beside.end());
    await beside.query(`CREATE SCHEMA ${schema}`);
    return {
      ...{ url, schema },
      open: (connect = pgPool, settings = {}) => {
        const store = postgresStore({ client: connect(url, { schema, settings }) });
        onTestFinished(() => store.close());
        return store;
      },
      select: async <Row>(text: string) => (await beside.query(text)).rows as Row[],
    };
  }

  /** The URL of a database that sorts as Germans do. Once a file. */
  async function createSorted(): Promise<string> {
    await admin?.query(
      "CREATE DATABASE sorted TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' ENCODING 'UTF8'",
    );
    return theServer().url.replace(/postgres$/, "sorted");
  }

  return { server: theServer, emptyDatabase, createSorted };
}
