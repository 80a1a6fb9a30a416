import { feedEvents } from "../../protocol/names.ts";
import { requestsAreIsolated } from "../keys/requests-are-isolated.ts";
import { VerifierUnavailableError } from "../verifier-unavailable-error.ts";
import { checkFeedOptions, type RevocationFeedOptions } from "./feed-options.ts";
import { FeedRefusedError, readFeed } from "./feed-stream.ts";
import { createHeardRevocations } from "./heard-revocations.ts";
import type { RevocationSource } from "./revocation-source.ts";

export type { RevocationFeedOptions } from "./feed-options.ts";

/** A revocation source that listens to the issuer. */
export interface RevocationFeed extends RevocationSource {
  /** Connects, if it has not; resolves with the first thing heard, or with the first failure. Never rejects. */
  ready(): Promise<void>;
  close(): void;
}

const [firstRetryMs, longestRetryMs] = [1000, 30_000];
/** A connection that was there for so long worked. */
const lastingMs = 10_000;
/** Where nothing outlives a request, one of them asks so often what is new. */
const glanceEveryMs = 1000;

/**
 * Listens to `GET /revocations`: which sessions and subjects ended, as they end. It connects when the first token comes, or
 * at `ready()`; comes back by itself, with full jitter, and goes on where it was cut.
 *
 * Guarantees that nothing heard is forgotten while a token of it may live; that after a message which cannot be read
 * everything is asked for again; and that it knows how stale it may be: `staleMs` is the time since the issuer last said
 * that the list was complete. What it does then is the policy `fail`.
 *
 * Holds one connection, so a process goes on until `close()`. Where nothing outlives a request, as in Workers, it holds none:
 * a token that comes a second or more after the last look waits until the issuer has said what is new.
 *
 * @throws TypeError that names the option and the fix.
 *
 * @example
 * const revocations = revocationFeed({ url: "https://app.example/auth/revocations", credential });
 */
export function revocationFeed(options: RevocationFeedOptions): RevocationFeed {
  const settings = checkFeedOptions(options);
  const { failsClosed, afterMs, clock, timers, random, emit } = settings;
  const heard = createHeardRevocations(clock);
  const closing = new AbortController();
  let isStarted = false;
  let isSettled = false;
  let resolveSettled: (() => void) | undefined;
  const settled = new Promise<void>((resolve) => {
    resolveSettled = resolve;
  });

  const isIsolated = requestsAreIsolated();
  let glancedAt = Number.NEGATIVE_INFINITY;
  let hasFailed = false;

  function settle(): Promise<void> | undefined {
    if (isIsolated) return glanceIfDue();
    if (!isStarted) void run();
    return isSettled ? undefined : settled;
  }

  function settleNow(): void {
    isSettled = true;
    resolveSettled?.();
  }

  async function run(): Promise<void> {
    isStarted = true;
    for (let failures = 0; !closing.signal.aborted; failures++) {
      const openedAt = clock();
      const error = await listen().catch((thrown: unknown) => thrown);
      settleNow();
      if (closing.signal.aborted) return;
      // Cut at once, each time: that is a failure like any other.
      if (clock() - openedAt > lastingMs) failures = 0;
      const asked = error instanceof FeedRefusedError ? error.retryAfterMs : 0;
      const retryInMs = asked + random() * Math.min(longestRetryMs, firstRetryMs * 2 ** failures);
      emit({ type: "feed_lost", at: clock(), staleMs: heard.staleMs(), retryInMs, error });
      await pause(retryInMs);
    }
  }

  /** Resolves, or rejects, with why it ended. */
  async function listen(until: AbortSignal = closing.signal, onAlive = () => {}): Promise<unknown> {
    let isFirst = true;
    await readFeed(settings, heard.begin(), until, (event) => {
      heard.take(event);
      if (event.type === "") return;
      if (isFirst) emit({ type: "feed_connected", at: clock(), resumed: event.type !== "snapshot" });
      isFirst = false;
      settleNow();
      if (event.type === feedEvents.alive) onAlive();
    });
    return new Error("The feed of revocations ended.");
  }

  function glanceIfDue(): Promise<void> | undefined {
    const since = clock() - glancedAt;
    // Nobody can wait for what another request began, so until something was heard each asks for itself.
    const mustAsk = heard.staleMs() === Number.POSITIVE_INFINITY && !hasFailed;
    return since >= glanceEveryMs || since < 0 || mustAsk ? glance() : undefined;
  }

  /** The stream, up to its first sign of life: all that ended since the last look. */
  async function glance(): Promise<void> {
    glancedAt = clock();
    const seen = new AbortController();
    const error = await listen(seen.signal, () => seen.abort()).catch((thrown: unknown) => thrown);
    hasFailed = !seen.signal.aborted;
    if (hasFailed) {
      emit({ type: "feed_lost", at: clock(), staleMs: heard.staleMs(), retryInMs: glanceEveryMs, error });
    }
  }

  function pause(ms: number): Promise<void> {
    const { promise, done } = whenAborted(closing.signal);
    const timer = timers.set(done, ms);
    return promise.finally(() => timers.clear(timer));
  }

  return {
    settle,
    ready: () => settle() ?? Promise.resolve(),
    isRevoked(claims) {
      if (failsClosed && heard.staleMs() > afterMs) {
        throw new VerifierUnavailableError("revocations have not been heard of for too long", {
          retryAfterMs: 5000,
        });
      }
      return heard.has(claims);
    },
    staleMs: heard.staleMs,
    close() {
      closing.abort(new Error("The feed of revocations was closed."));
      settleNow();
    },
  };
}

/** A promise for the end of a signal, or for a call of `done`, whichever comes first. */
function whenAborted(signal: AbortSignal): { promise: Promise<void>; done: () => void } {
  let resolve: (() => void) | undefined;
  const promise = new Promise<void>((resolved) => {
    resolve = resolved;
  });
  const done = (): void => {
    signal.removeEventListener("abort", done);
    resolve?.();
  };
  if (signal.aborted) done();
  else signal.addEventListener("abort", done);
  return { promise, done };
}
