import { type Credential, credentialOf } from "../check-credential.ts";
import { checkUrl } from "../check-url.ts";
import { type FeedEvent, unfailing } from "../events.ts";
import { systemTimers, type Timers } from "./timers.ts";

/** The options of `revocationFeed`. */
export interface RevocationFeedOptions {
  /** The issuer's feed: `<issuer>/revocations`. */
  readonly url: string | URL;
  /** The verifier credential, or what gives it at each connection. Sent as `Authorization: Bearer`, to this URL only. */
  readonly credential: Credential;
  /**
   * What to do when the feed has not been heard of for `afterMs`. `closed`: no token is taken until it is heard again, 503.
   * `open`: tokens are taken by what was heard last. Default `closed`.
   */
  readonly fail?: "open" | "closed" | undefined;
  /** In milliseconds, 10 000 at least: the feed gives a sign of life every 5 seconds. Default 30 000. */
  readonly afterMs?: number | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
  readonly timers?: Timers | undefined;
  /** A number in [0, 1), for the jitter of retries; no secret is made of it. */
  readonly random?: (() => number) | undefined;
  /** Told what happens; what it throws is ignored. */
  readonly onEvent?: ((event: FeedEvent) => void) | undefined;
}

/** The options, checked once. */
export interface FeedSettings {
  readonly url: string;
  readonly credential: () => Promise<string>;
  readonly failsClosed: boolean;
  readonly afterMs: number;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: () => number;
  readonly timers: Timers;
  readonly random: () => number;
  readonly emit: (event: FeedEvent) => void;
}

const leastAfterMs = 10_000;

/** @throws TypeError that names the option and the fix. */
export function checkFeedOptions(options: RevocationFeedOptions): FeedSettings {
  const { fail = "closed", afterMs = 30_000 } = options;
  if (fail !== "open" && fail !== "closed") throw new TypeError('fail must be "open" or "closed"');
  if (!Number.isInteger(afterMs) || afterMs < leastAfterMs) {
    throw new TypeError(
      `afterMs must be whole milliseconds, ${leastAfterMs} at least; leave it out for 30000`,
    );
  }
  const credential = credentialOf(options.credential);
  return {
    url: checkUrl("url", options.url),
    credential,
    failsClosed: fail === "closed",
    afterMs,
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    clock: options.clock ?? Date.now,
    timers: options.timers ?? systemTimers,
    random: options.random ?? Math.random,
    emit: unfailing(options.onEvent),
  };
}
