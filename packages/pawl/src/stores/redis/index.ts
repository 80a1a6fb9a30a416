import type { Store } from "../store.ts";
import type { RedisClient } from "./client.ts";
import { commandsOn } from "./commands.ts";
import { redisKeys } from "./keys.ts";
import { keyspace } from "./keyspace.ts";
import { migrate, ready } from "./schema.ts";
import { redisSessions } from "./sessions.ts";
import { redisUsers } from "./users.ts";
import { whileOpen } from "./while-open.ts";

export type { Migration, Store } from "../store.ts";
export type { IoredisClient, NodeRedisClient, NodeRedisCluster, RedisClient } from "./client.ts";
export {
  type IoredisSubscriber,
  type NodeRedisSubscriber,
  type RedisSignalOptions,
  redisSignal,
} from "./signal.ts";

/** The handle that the store works on, and how its keys begin. */
export interface RedisStoreOptions {
  /**
   * `new Redis(url)` or `new Cluster(nodes)` of ioredis or iovalkey; or `createClient`, `createClientPool` or
   * `createCluster` of node-redis, connected. Closed by `close`. Give it an `error` listener if you want to log what
   * becomes of the connection; the store adds one that keeps the process alive.
   *
   * By default both drivers wait for ever for a server that is silent. ioredis does not with `commandTimeout`, and
   * `enableOfflineQueue: false` on a `Cluster`; node-redis with `disableOfflineQueue`, `pingInterval` and a
   * `socket.socketTimeout` that is longer, together with a `socket.reconnectStrategy`: without one of its own, a handle
   * that timed out stays closed.
   */
  readonly client: RedisClient;
  /** What all keys begin with, so that other programs may share the server; default `pawl:`. No braces. */
  readonly prefix?: string | undefined;
}

/**
 * Sessions, users and signing keys in Redis or Valkey, 6.2 or later, on one server or on a cluster.
 *
 * Guarantees that each verb is atomic: one script on one node, since all keys of a session are in one hash slot. An
 * ordinary refresh is one round trip that touches nothing but its session. Nothing is ever read from a replica, no time is
 * the server's, and no key has a time to live: what is over is deleted by sweeping.
 *
 * What an answer is worth is the server's to say. With `appendonly yes` and `appendfsync always` it survives a kill and a
 * loss of power; with `everysec`, the default of most hosts, all but the last second does; with neither, nothing does. A
 * failover may lose what its replica had not received yet, for `WAIT` is not used: it could not take back what was
 * written. A lost rotation is what `policy.adoptAfterFailover` is for. A lost revocation is one: that session lives again
 * until it is ended again, or is over. A lost login logs out; a lost entry in a user's list hides a session from `list`
 * and `revokeAll`, though not from `revoke`. Who cannot have that takes PostgreSQL with synchronous replication.
 *
 * Does not connect, does not bound its waiting (the driver and `createPawl` do), and does not work with
 * `maxmemory-policy allkeys-*`, which `ready` rejects.
 *
 * @throws TypeError for a handle that is none, or a prefix with braces.
 */
export function redisStore(options: RedisStoreOptions): Store {
  const prefix = options?.prefix ?? "pawl:";
  // Braces would be the hash tag instead of the bucket's, and a session's keys would all lie in one slot.
  if (typeof prefix !== "string" || /[{}]/.test(prefix)) {
    throw new TypeError('redisStore: prefix must be a string without braces, such as "pawl:"');
  }
  const commands = commandsOn(options?.client);
  const keys = keyspace(prefix);
  const open = whileOpen();
  return {
    sessions: open.verbs(redisSessions(commands, keys)),
    keys: open.verbs(redisKeys(commands, keys)),
    users: open.verbs(redisUsers(commands, keys)),
    ...open.verbs({ migrate: () => migrate(commands, keys), ready: () => ready(commands, keys) }),
    close: closeOnce(async () => {
      await open.close();
      commands.close();
    }),
  };
}

function closeOnce(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= close();
    return closing;
  };
}
