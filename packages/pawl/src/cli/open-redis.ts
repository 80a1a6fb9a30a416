import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster, Redis } from "ioredis";
import { StoreError } from "../session/store.ts";
import { redisStore } from "../stores/redis/index.ts";
import type { Store } from "../stores/store.ts";
import { importDriver } from "./import-driver.ts";
import type { RedisLocation } from "./redis-url.ts";

/** How long a connection may take to come about, in milliseconds. */
const connectTimeoutMs = 5000;
/** How long the first connection may take, with everything that is asked on it before it counts as one. */
const openTimeoutMs = 10_000;
/** How long a command may take, the wait for a connection included. */
const commandTimeoutMs = 5000;
/** Silence after which TCP asks whether the other side is there. */
const keepAliveAfterMs = 10_000;

/** Soon after a blip; once a second in an outage, so that it is over for Pawl a second after it is over. */
const retryDelayMs = (attempt: number): number => Math.min(25 * 2 ** attempt, 1000);

/**
 * A store on one connection to Redis, or one to each node of a cluster, that is there already; when it breaks, it comes
 * back by itself.
 *
 * @throws CommandFailure if the driver is not installed; StoreError if there is no connection.
 */
export async function openRedis(location: RedisLocation): Promise<Store> {
  const client = await redisHandle(location);
  await connect(client);
  return redisStore({ client });
}

/**
 * A handle that connects when it is told to, or with its first command.
 *
 * @throws CommandFailure if the driver is not installed.
 */
export async function redisHandle(location: RedisLocation): Promise<Redis | Cluster> {
  const { Cluster, Redis } = await importDriver("Redis", "ioredis", () => import("ioredis"));
  const [first = { host: "localhost", port: 0 }] = location.nodes;
  const connection = connectionOptions(location);
  return location.isCluster
    ? new Cluster([...location.nodes], {
        redisOptions: connection,
        lazyConnect: true,
        // While no node is known, the driver would let commands wait without a limit. The first connection is waited for.
        enableOfflineQueue: false,
        clusterRetryStrategy: retryDelayMs,
        slotsRefreshTimeout: connectTimeoutMs,
        // By TLS a node is known by its name, which an address of it would lose.
        ...(location.isTls ? { dnsLookup: asItIs } : {}),
      })
    : new Redis({ ...connection, ...first, db: location.database, retryStrategy: retryDelayMs });
}

/** Of one connection; its type is left to be found, since the driver has one for a server and another for a cluster. */
function connectionOptions({ username, password, isTls }: RedisLocation) {
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(isTls ? { tls: {} } : {}),
    connectionName: "pawl",
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
    keepAlive: keepAliveAfterMs,
    // A command that was on its way when the connection broke has no answer: who asked for it decides whether to repeat it.
    maxRetriesPerRequest: 0,
    // What was the master may have become a replica in a failover; its name leads to the new master.
    reconnectOnError: (error: Error) => error.message.startsWith("READONLY"),
  };
}

function asItIs(host: string, callback: (error: null, address: string) => void): void {
  callback(null, host);
}

interface Connectable {
  connect(): Promise<void>;
  disconnect(): void;
  on(event: "error" | "node error", listener: (error: Error) => void): unknown;
}

/**
 * Why there is no connection, the driver says in events; its rejection says only that there is none. That a database does
 * not exist, it says in an event alone, and goes on in database 0.
 */
async function connect(client: Connectable): Promise<void> {
  let [reason, nodeReason]: (Error | undefined)[] = [];
  client.on("error", (error) => {
    reason = error;
  });
  // Some of a cluster's nodes may be down; of those that the other ones stand for, this says more than `error`.
  client.on("node error", (error) => {
    nodeReason = error;
  });
  const limit = new AbortController();
  try {
    await Promise.race([client.connect(), refuseAfter(openTimeoutMs, limit.signal)]);
    if (reason === undefined) return;
  } catch (error) {
    reason = nodeReason ?? reason ?? (error as Error);
  } finally {
    limit.abort();
  }
  client.disconnect();
  throw new StoreError("Redis did not answer", { cause: reason });
}

/** The driver may wait for ever: for nodes that are named and not there, or where a connection breaks at the wrong moment. */
async function refuseAfter(ms: number, signal: AbortSignal): Promise<never> {
  await sleep(ms, undefined, { signal });
  throw new Error("the connection timed out");
}
