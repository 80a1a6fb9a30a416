import type { RevocationSignal } from "../../session/revocation-signal.ts";
import { retried } from "../retried.ts";
import { asBytes, type IoredisClient, type NodeRedisClient, type NodeRedisCluster } from "./client.ts";

/** A handle for subscriptions alone, of ioredis or iovalkey: it connects again by itself, and subscribes again. */
export interface IoredisSubscriber {
  subscribe(channel: string): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
  on(event: "message" | "ready" | "error", listener: (channel?: unknown) => void): unknown;
  off(event: "message" | "ready", listener: (channel?: unknown) => void): unknown;
  callBuffer: unknown;
}

/** The same of node-redis, connected. */
export interface NodeRedisSubscriber {
  subscribe(channel: string, listener: () => void): Promise<unknown>;
  unsubscribe(channel: string, listener: () => void): Promise<unknown>;
  on(event: "ready" | "error", listener: () => void): unknown;
  off(event: "ready", listener: () => void): unknown;
}

/** How servers are reached. */
export interface RedisSignalOptions {
  /** The store's handle, which publishes. */
  readonly client: IoredisClient | NodeRedisClient | NodeRedisCluster;
  /**
   * A handle of its own, since one that subscribes does nothing else: `client.duplicate()`; with node-redis, connected.
   * Closed by whoever made it.
   */
  readonly subscriber: IoredisSubscriber | NodeRedisSubscriber;
  /** The channel, for several Pawls on one server. Default `pawl:revocations`. */
  readonly channel?: string | undefined;
}

/**
 * Servers tell each other by PUBLISH and SUBSCRIBE that something ended, so that they hear of it at once rather than within a
 * second. While there is no connection, they look once a second.
 *
 * @throws TypeError without two handles.
 *
 * @example
 * const client = new Redis(url);
 * const revocationSignal = redisSignal({ client, subscriber: client.duplicate() });
 */
export function redisSignal({
  client,
  subscriber,
  channel = "pawl:revocations",
}: RedisSignalOptions): RevocationSignal {
  if (
    typeof subscriber?.subscribe !== "function" ||
    client === undefined ||
    (client as unknown) === subscriber
  ) {
    throw new TypeError(
      "redisSignal needs two handles: redisSignal({ client, subscriber: client.duplicate() })",
    );
  }
  // As in the store: a connection that breaks while nobody waits must not end the process.
  subscriber.on("error", () => {});
  const command = ["publish", channel, ""] as const;
  return {
    subscribe: (listener) => subscribeTo(subscriber, channel, listener),
    publish: () => void publishOn(client, command).catch(() => undefined),
  };
}

function subscribeTo(
  subscriber: IoredisSubscriber | NodeRedisSubscriber,
  channel: string,
  listener: () => void,
): () => void {
  const heard = (where?: unknown) => {
    if (where === undefined || where === channel) listener();
  };
  // After a pause, in which signals were lost; the driver has subscribed again by then.
  const back = () => listener();
  const isIoredis = "callBuffer" in subscriber;
  subscriber.on("ready", back);
  if (isIoredis) subscriber.on("message", heard);
  const stop = retried(async () => {
    if (isIoredis) await subscriber.subscribe(channel);
    else await subscriber.subscribe(channel, back);
    listener();
    return () => {
      const left = isIoredis ? subscriber.unsubscribe(channel) : subscriber.unsubscribe(channel, back);
      left.catch(() => undefined);
    };
  });
  return () => {
    subscriber.off("ready", back);
    if (isIoredis) subscriber.off("message", heard);
    stop();
  };
}

async function publishOn(
  client: IoredisClient | NodeRedisClient | NodeRedisCluster,
  [name, ...parameters]: readonly [string, string, string],
): Promise<void> {
  if ("callBuffer" in client) await client.callBuffer(name, parameters);
  else if ("masters" in client) await client.sendCommand("", false, [name, ...parameters], asBytes);
  else await client.sendCommand([name, ...parameters], asBytes);
}
