// Goal: a store on a server uses as many connections as it may and no more, and gives them back.
// Method: PostgreSQL counts them while more is asked of the store than it has connections.
import { Client } from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { openStore } from "../../src/cli/open-store.ts";
import { parseStoreLocation } from "../../src/cli/store-location.ts";
import { type PostgresServer, startPostgres } from "../support/postgres-server.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** How many connections PostgreSQL has from Pawl. */
async function counter(): Promise<() => Promise<number>> {
  const client = new Client({ connectionString: server.url });
  onTestFinished(() => client.end());
  await client.connect();
  return async () => {
    const { rows } = await client.query(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'pawl'",
    );
    return rows[0].n;
  };
}

test.each([1, 3])("of %d connections, all are used and none is left in the end", async (connections) => {
  const count = await counter();
  const store = await openStore(parseStoreLocation(server.url, "--store"), connections);
  await store.migrate();
  await Promise.all(Array.from({ length: 20 }, () => store.ready()));
  expect(await count()).toBe(connections);
  await store.close();
  await vi.waitUntil(async () => (await count()) === 0, { timeout: 5000 });
});

test("a pooler is told of no setting, and asked to prepare nothing", async () => {
  const store = await openStore(parseStoreLocation(`${server.url}?pgbouncer=true`, "--store"));
  onTestFinished(() => store.close());
  await store.migrate();
  expect(await store.users.list()).toEqual([]);
});
