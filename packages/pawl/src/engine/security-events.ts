import type { Ended } from "../session/store.ts";
import type { Every } from "./every.ts";
import type { RevocationFeed } from "./revocation-feed.ts";
import { jtiOf } from "./session-revoked.ts";
import type { SignEnd } from "./sign-end.ts";

/** What a receiver asks for (RFC 8936 §2.2). */
export interface SecurityEventPoll {
  /** Which it has taken, so that it is not told of them again. */
  readonly acknowledged: readonly string[];
  readonly maxEvents: number;
  /** Whether to answer at once when there is nothing to tell. */
  readonly returnImmediately: boolean;
  /** Aborted when it hangs up. */
  readonly signal: AbortSignal;
}

/** What it is told. */
export interface SecurityEventSets {
  /** Security event tokens by their `jti`. */
  readonly sets: Readonly<Record<string, string>>;
  readonly moreAvailable: boolean;
}

/** Revocations as security event tokens, for receivers that speak the standard. */
export interface SecurityEvents {
  /**
   * What a receiver, named by its audience, has not acknowledged at this server. Every entry is told at least once; one that
   * was acknowledged at another server is told again, under the same name.
   *
   * @throws StoreError while the store, or a key source, gives no answer.
   */
  poll(audience: string, poll: SecurityEventPoll): Promise<SecurityEventSets>;
  /** Lets nobody wait any more. */
  close(): void;
}

export interface SecurityEventsParts {
  readonly feed: RevocationFeed;
  readonly sign: SignEnd;
  readonly every: Every;
}

/** Less than any proxy waits for an answer. */
const longestWaitMs = 20_000;
/** So many may wait at once, of all receivers; whoever comes then is answered at once. */
const maxWaiting = 100;
/** So many names of entries that are over may stay, until they are looked through. */
const slack = 1000;

export function createSecurityEvents(parts: SecurityEventsParts): SecurityEvents {
  const { feed, sign, every } = parts;
  const takenBy = new Map<string, Set<string>>();
  const waiting = new Set<() => void>();
  let isClosed = false;

  /** Bounded by the list: what is no longer in it is not told anyway. */
  function acknowledge(audience: string, jtis: readonly string[]): Set<string> {
    let taken = takenBy.get(audience) ?? new Set<string>();
    for (const jti of jtis) taken.add(jti);
    if (taken.size > feed.size() + slack) {
      const listed = new Set(feed.entries().map(jtiOf));
      taken = new Set([...taken].filter((jti) => listed.has(jti)));
    }
    takenBy.set(audience, taken);
    return taken;
  }

  function untaken(taken: ReadonlySet<string>): Ended[] {
    return feed.entries().filter((end) => !taken.has(jtiOf(end)));
  }

  /** Until something ends, somebody hangs up, or it has been long enough. */
  function somethingEnds(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        stopFollowing();
        stopWaiting();
        signal.removeEventListener("abort", done);
        waiting.delete(done);
        resolve();
      };
      waiting.add(done);
      const stopFollowing = feed.follow(done);
      const stopWaiting = every(longestWaitMs, done);
      signal.addEventListener("abort", done);
      if (signal.aborted) done();
    });
  }

  async function poll(audience: string, asked: SecurityEventPoll): Promise<SecurityEventSets> {
    await feed.ready();
    const taken = acknowledge(audience, asked.acknowledged);
    let ends = untaken(taken);
    if (asked.maxEvents === 0) return { sets: {}, moreAvailable: ends.length > 0 };
    const mayWait = !asked.returnImmediately && !isClosed && waiting.size < maxWaiting;
    if (ends.length === 0 && mayWait) {
      await somethingEnds(asked.signal);
      ends = untaken(taken);
    }
    const sets: Record<string, string> = {};
    for (const end of ends.slice(0, asked.maxEvents)) sets[jtiOf(end)] = await sign(end, audience);
    return { sets, moreAvailable: ends.length > asked.maxEvents };
  }

  function close(): void {
    isClosed = true;
    for (const done of [...waiting]) done();
  }

  return { poll, close };
}
