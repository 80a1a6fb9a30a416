import type { RevocationFeed } from "../revocation-feed.ts";
import { keepMs } from "../revocation-list.ts";
import { createPostToken } from "./post-token.ts";
import { createPushQueue, type PushQueue, type PushQueueParts } from "./push-queue.ts";
import type { PushReceiver } from "./push-receiver.ts";

/** Revocations as security event tokens, brought to the receivers that have an endpoint (RFC 8935). */
export interface PushDelivery {
  /**
   * Begins to tell all receivers what is in the list, and then whatever ends. The first call counts. With the store out of
   * reach it begins once the store has answered. Without a receiver it does nothing.
   */
  start(): void;
  /** Gives up what is under way, and tells nobody anything any more. */
  close(): void;
}

export interface PushDeliveryParts extends Omit<PushQueueParts, "receiver" | "post"> {
  readonly receivers: readonly PushReceiver[];
  readonly feed: RevocationFeed;
  readonly send: typeof fetch;
  /** For one request, its answer included. Default 10 seconds. */
  readonly timeoutMs?: number | undefined;
}

/** So often it asks whether the store has said what ended, until it has. */
const askAgainMs = 1000;
const dropEveryMs = 30_000;

/**
 * Tells each receiver each entry of the list at least once, or says in an event that it could not: entries that another
 * server or an earlier life of this one has told are told again, under the same `jti`. What waits is bounded by the list.
 */
export function createPushDelivery(parts: PushDeliveryParts): PushDelivery {
  const { receivers, feed, clock, every, send, timeoutMs = 10_000 } = parts;
  const post = createPostToken({ send, clock, timeoutMs });
  let queues: readonly PushQueue[] = [];
  let stops: (() => void)[] = [];
  let isOver = receivers.length === 0;

  function start(): void {
    if (isOver || stops.length > 0) return;
    stops = [every(askAgainMs, () => void begin())];
    void begin();
  }

  async function begin(): Promise<void> {
    try {
      await feed.ready();
    } catch {
      // The list has said so in an event.
      return;
    }
    if (isOver || queues.length > 0) return;
    for (const stop of stops) stop();
    queues = receivers.map((receiver) => createPushQueue({ ...parts, receiver, post }));
    const tell = (ends: Parameters<PushQueue["add"]>[0]) => {
      for (const queue of queues) queue.add(ends);
    };
    stops = [feed.follow(({ ends }) => tell(ends)), every(dropEveryMs, drop)];
    tell(feed.entries());
  }

  function drop(): void {
    for (const queue of queues) queue.dropBefore(clock() - keepMs);
  }

  function close(): void {
    isOver = true;
    for (const part of [...stops, ...queues.map((queue) => queue.close)]) part();
  }

  return { start, close };
}
