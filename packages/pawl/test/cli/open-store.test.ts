// Goal: a store on a server uses as many connections as it may and no more, and gives them back; and a write whose answer
// was lost is not sent again behind anyone's back.
// Method: PostgreSQL counts its connections while more is asked of the store than it has; Redis is reached through a proxy
// that cuts the connection once, when a script is on its way.
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { Client } from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { openStore } from "../../src/cli/open-store.ts";
import { parseStoreLocation } from "../../src/cli/store-location.ts";
import { StoreError } from "../../src/session/store.ts";
import { version } from "../../src/stores/redis/schema.ts";
import { type PostgresServer, startPostgres } from "../support/postgres-server.ts";
import { startRedis } from "../support/redis-server.ts";

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

/** A way to a port on which the first script is lost with its connection; and how many came until now. */
async function losingOne(target: number): Promise<{ readonly port: number; scripts(): number }> {
  let scripts = 0;
  const proxy = createServer((client) => {
    const server = connect(target, "127.0.0.1");
    for (const socket of [client, server]) {
      socket.on("error", () => undefined);
      socket.on("close", () => [client, server].map((one) => one.destroy()));
    }
    server.pipe(client);
    client.on("data", (chunk: Buffer) => {
      if (chunk.includes("evalsha") && ++scripts === 1) client.destroy();
      else server.write(chunk);
    });
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void proxy.close());
  await once(proxy, "listening");
  return { port: (proxy.address() as AddressInfo).port, scripts: () => scripts };
}

test("a script that was on its way when Redis was lost is refused, sent once, and the next one works", async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const proxy = await losingOne(redis.port);
  const store = await openStore(parseStoreLocation(`redis://127.0.0.1:${proxy.port}`, "--store"));
  onTestFinished(() => store.close());
  await expect(store.migrate()).rejects.toBeInstanceOf(StoreError);
  expect(proxy.scripts()).toBe(1);
  expect(await store.migrate()).toEqual({ from: 0, to: version });
});
