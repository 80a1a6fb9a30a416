import { onTestFinished, vi } from "vitest";
import type { AccessTokenClaims } from "../../../src/tokens/access-token.ts";
import type { FeedEvent } from "../../../src/verify/events.ts";
import {
  type RevocationFeed,
  type RevocationFeedOptions,
  revocationFeed,
} from "../../../src/verify/revocations/revocation-feed.ts";
import { type FakeClock, fakeClock } from "../../support/clock.ts";
import { honestClaims } from "../../vectors/issuer.ts";
import { type FeedConnection, type FeedServer, feedServer } from "./feed-server.ts";
import { type HandTimers, handTimers } from "./hand-timers.ts";

/** A feed, what it listens to, and everything that it depends on. */
export interface Listening {
  readonly server: FeedServer;
  readonly feed: RevocationFeed;
  readonly clock: FakeClock;
  readonly timers: HandTimers;
  readonly events: FeedEvent[];
}

export async function listening(options: Partial<RevocationFeedOptions> = {}): Promise<Listening> {
  const server = await feedServer();
  const clock = fakeClock();
  const timers = handTimers();
  const events: FeedEvent[] = [];
  const feed = revocationFeed({
    ...{ url: server.url, credential: "verifier-credential", clock: clock.read, timers, random: () => 0.5 },
    onEvent: (event) => events.push(event),
    ...options,
  });
  onTestFinished(() => feed.close());
  return { server, feed, clock, timers, events };
}

/** The same, with the first connection open and an empty snapshot heard. */
export async function connected(
  options: Partial<RevocationFeedOptions> = {},
  snapshot: Record<string, unknown> = {},
): Promise<Listening & { readonly first: FeedConnection }> {
  const all = await listening(options);
  const ready = all.feed.ready();
  const first = await all.server.connection(0);
  first.snapshot(snapshot);
  await ready;
  return { ...all, first };
}

export const claimsOf = (differences: Partial<AccessTokenClaims> = {}): AccessTokenClaims => ({
  ...(honestClaims as AccessTokenClaims),
  ...differences,
});

/** Waits for what comes over a real connection; nearly as long as a test may take, for a busy machine. */
export async function eventually(condition: () => unknown): Promise<void> {
  await vi.waitUntil(condition, { timeout: 4500, interval: 2 });
}
