import type { SessionStore } from "../session/store.ts";
import { maxAccessTokenLifetimeSeconds } from "../tokens/access-token.ts";
import type { Clock, EventSink } from "./ports.ts";

/**
 * The sessions that ended within one access-token lifetime: what makes a token checked without I/O revocable.
 * Older ends need no entry, since no access token of theirs can still be alive.
 */
export interface RevocationList {
  /** Takes effect for this process at once. */
  add(sid: string, endedAt: number): void;
  has(sid: string): boolean;
  /** True if other processes' revocations may be missing: the list has not been read for a second. */
  isStale(): boolean;
  /**
   * Reads what other processes ended. One read at a time, however many wait. Never rejects: with the store out
   * of reach the list goes on with what it has, and says so in an event.
   */
  catchUp(): Promise<void>;
}

const staleAfterMs = 1000;
/** Longer than any access token lives, its rounding and its clock tolerance (60 s at most) included. */
const keepMs = (maxAccessTokenLifetimeSeconds + 2 + 60) * 1000;
/** Two processes' clocks may differ by this much, and a commit may take as long. */
const overlapMs = 30_000;

export function createRevocationList(sessions: SessionStore, clock: Clock, emit: EventSink): RevocationList {
  const endedAtBySid = new Map<string, number>();
  let readAt = Number.NEGATIVE_INFINITY;
  let succeededAt = Number.NEGATIVE_INFINITY;
  let wasRead = false;
  let reading: Promise<void> | undefined;

  function add(sid: string, endedAt: number): void {
    endedAtBySid.set(sid, endedAt);
  }

  function isStale(): boolean {
    // Until the first answer the list is empty for want of reading, so everyone waits for it.
    if (!wasRead) return true;
    const age = clock() - readAt;
    return age >= staleAfterMs || age < 0;
  }

  async function read(): Promise<void> {
    const now = clock();
    // Set before the answer: with the store out of reach, one attempt a second is enough.
    readAt = now;
    try {
      const since = Math.max(now - keepMs, Math.min(succeededAt, now) - overlapMs);
      for (const { sid, endedAt } of await sessions.endedSince(since)) endedAtBySid.set(sid, endedAt);
      succeededAt = now;
    } catch (error) {
      emit({ type: "unavailable", at: clock(), what: "revocation list", error });
    }
    wasRead = true;
    for (const [sid, endedAt] of endedAtBySid) {
      if (endedAt < now - keepMs) endedAtBySid.delete(sid);
    }
  }

  function catchUp(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  return { add, has: (sid) => endedAtBySid.has(sid), isStale, catchUp };
}
