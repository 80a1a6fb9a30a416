import { Cluster, Redis } from "ioredis";
import { createClient, createClientPool, createCluster } from "redis";
import { redisStore } from "../../../src/stores/redis/index.ts";
import type { Store } from "../../../src/stores/store.ts";
import type { RedisCluster } from "../../support/redis-server.ts";

/** Without the queue, a verb rejects at once while the server is away. */
const nodeRedis = (port: number) => ({
  ...{ disableOfflineQueue: true, socket: { host: "127.0.0.1", port, reconnectStrategy: () => 50 } },
});

/** The handles that the store takes, each connected to the servers at these ports. */
export const connectTo = {
  async ioredis([port = 0]: readonly number[]) {
    return new Redis({ port, retryStrategy: () => 50, maxRetriesPerRequest: 1, commandTimeout: 5000 });
  },
  async "ioredis Cluster"(ports: readonly number[]) {
    return new Cluster(
      ports.map((port) => ({ host: "127.0.0.1", port })),
      { redisOptions: { commandTimeout: 5000 } },
    );
  },
  async "node-redis"([port = 0]: readonly number[]) {
    const client = createClient(nodeRedis(port));
    client.on("error", () => {});
    await client.connect();
    return client;
  },
  async "node-redis pool"([port = 0]: readonly number[]) {
    const pool = createClientPool(nodeRedis(port));
    pool.on("error", () => {});
    await pool.connect();
    return pool;
  },
  async "node-redis cluster"(ports: readonly number[]) {
    const cluster = createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) });
    cluster.on("error", () => {});
    await cluster.connect();
    return cluster;
  },
} as const;

export type Driver = keyof typeof connectTo;

export const singleDrivers = ["ioredis", "node-redis", "node-redis pool"] as const satisfies Driver[];
export const clusterDrivers = ["ioredis Cluster", "node-redis cluster"] as const satisfies Driver[];

export function portsOf(cluster: RedisCluster): number[] {
  return cluster.nodes.map(({ port }) => port);
}

let stores = 0;

/** A store with a connection and a prefix of its own, and so an empty one; migrated. */
export async function emptyStore(driver: Driver, ports: readonly number[]): Promise<Store> {
  const store = redisStore({
    client: await connectTo[driver](ports),
    prefix: `test-${process.pid}-${++stores}:`,
  });
  await store.migrate();
  return store;
}
