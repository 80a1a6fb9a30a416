import { covers } from "../session/ended-subject.ts";
import type { Ended, EndedSubject, SessionStore } from "../session/store.ts";
import { maxAccessTokenLifetimeSeconds } from "../tokens/access-token.ts";
import type { Clock, EventSink } from "./ports.ts";

/** What is known of a session, or of an access token, that may have ended. */
export interface Begun {
  readonly sid: string;
  readonly subject: string;
  /** When it began; to the second is enough. */
  readonly createdAt: number;
}

/**
 * What ended within one access-token lifetime: what makes a token checked without I/O revocable. Older ends need no entry,
 * since no access token of theirs can still be alive. Small: all sessions of a user that end at once are one entry.
 */
export interface RevocationList {
  /** This process ended one session. Takes effect at once. */
  addSession(sid: string, endedAt: number): void;
  /**
   * This process ended these sessions of a subject, all at once. Takes effect at once; those that the entry does not cover
   * get entries of their own with the next reading.
   */
  addSubject(end: EndedSubject, sids: readonly string[]): void;
  /** Whether it is known to have ended. */
  hasEnded(session: Begun): boolean;
  /** The last known end of all sessions of a subject; `-Infinity` if there is none. */
  lastEndOf(subject: string): number;
  /** All entries, about oldest first. */
  entries(): Ended[];
  /** How many there are, about. */
  size(): number;
  /** When the store last gave an answer, by which the list was whole; `-Infinity` before the first one. */
  asOf(): number;
  /** Calls the listener for entries that are new, many at once, until the function that is given back is called. */
  subscribe(listener: (fresh: readonly Ended[]) => void): () => void;
  /** True if other processes' revocations may be missing: the list has not been read for a second. */
  isStale(): boolean;
  /**
   * Reads what other processes ended. One read at a time, however many wait. Never rejects: with the store out
   * of reach the list goes on with what it has, and says so in an event.
   */
  catchUp(): Promise<void>;
  /** Reads what ended just now, in a read that begins after this call. Never rejects, as `catchUp`. */
  look(): Promise<void>;
}

const staleAfterMs = 1000;
/** Longer than any access token lives, its rounding and its clock tolerance (60 s at most) included. */
export const keepMs: number = (maxAccessTokenLifetimeSeconds + 2 + 60) * 1000;
/** Two processes' clocks may differ by this much, and a commit may take as long. */
const overlapMs = 30_000;
/** What a `look` goes back, which may follow another twenty times a second: what it misses, `catchUp` finds. */
const glanceMs = 5000;

export function createRevocationList(
  sessions: Pick<SessionStore, "endedSince">,
  clock: Clock,
  emit: EventSink,
): RevocationList {
  const endedAtBySid = new Map<string, number>();
  const endsBySubject = new Map<string, EndedSubject[]>();
  // Ended by this process with all of their subject's: in nobody's list one by one, but dead here at once.
  const endedHere = new Map<string, number>();
  const listeners = new Set<(fresh: readonly Ended[]) => void>();
  let readAt = Number.NEGATIVE_INFINITY;
  /** Of all answers; and of those that went back all the way, which glances must not make forget what they miss. */
  let [succeededAt, caughtUpAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let wasRead = false;
  let reading: Promise<void> | undefined;

  function addAll(ends: readonly Ended[]): void {
    const fresh = ends.filter((end) => ("sid" in end ? isNewSession(end.sid, end.endedAt) : isNewEnd(end)));
    if (fresh.length > 0) for (const tell of [...listeners]) tell(fresh);
  }

  function isNewSession(sid: string, endedAt: number): boolean {
    if (endedAtBySid.has(sid)) return false;
    endedAtBySid.set(sid, endedAt);
    endedHere.delete(sid);
    return true;
  }

  function isNewEnd(end: EndedSubject): boolean {
    const known = endsBySubject.get(end.subject) ?? [];
    if (known.some(({ endedAt, exceptSid }) => endedAt === end.endedAt && exceptSid === end.exceptSid))
      return false;
    // Behind all others, so that the order is that of the newest; what is old goes now, since it would wait for this one.
    endsBySubject.delete(end.subject);
    const before = clock() - keepMs;
    endsBySubject.set(end.subject, [...known.filter(({ endedAt }) => endedAt >= before), end]);
    return true;
  }

  function hasEnded(session: Begun): boolean {
    if (endedAtBySid.has(session.sid) || endedHere.has(session.sid)) return true;
    return endsBySubject.get(session.subject)?.some((end) => covers(end, session)) ?? false;
  }

  function isStale(): boolean {
    // Until the first answer the list is empty for want of reading, so everyone waits for it.
    if (!wasRead) return true;
    const age = clock() - readAt;
    return age >= staleAfterMs || age < 0;
  }

  async function read(isGlance: boolean): Promise<void> {
    const now = clock();
    const from = isGlance ? Math.min(succeededAt, now) - glanceMs : Math.min(caughtUpAt, now) - overlapMs;
    try {
      addAll(await sessions.endedSince(Math.max(now - keepMs, from)));
      succeededAt = now;
      if (!isGlance) caughtUpAt = now;
    } catch (error) {
      emit({ type: "unavailable", at: clock(), what: "revocation list", error });
    }
    wasRead = true;
    prune(now - keepMs);
  }

  function prune(before: number): void {
    for (const endedAtOf of [endedAtBySid, endedHere]) {
      for (const [sid, endedAt] of endedAtOf) {
        // About in order, so what is behind is not much older, and goes when this one does.
        if (endedAt >= before) break;
        endedAtOf.delete(sid);
      }
    }
    for (const [subject, ends] of endsBySubject) {
      if (ends.some(({ endedAt }) => endedAt >= before)) break;
      endsBySubject.delete(subject);
    }
  }

  function oneAtATime(isGlance: boolean): Promise<void> {
    reading ??= read(isGlance).finally(() => {
      reading = undefined;
    });
    return reading;
  }

  function catchUp(): Promise<void> {
    // Set before the answer: with the store out of reach, one attempt a second is enough.
    if (reading === undefined) readAt = clock();
    return oneAtATime(false);
  }

  return {
    addSession: (sid, endedAt) => addAll([{ sid, endedAt }]),
    addSubject: (end, sids) => {
      for (const sid of sids) endedHere.set(sid, end.endedAt);
      addAll([end]);
    },
    hasEnded,
    lastEndOf: (subject) =>
      Math.max(...(endsBySubject.get(subject) ?? []).map(({ endedAt }) => endedAt), Number.NEGATIVE_INFINITY),
    entries: () => [
      ...[...endedAtBySid].map(([sid, endedAt]) => ({ sid, endedAt })),
      ...[...endsBySubject.values()].flat(),
    ],
    size: () => endedAtBySid.size + endsBySubject.size,
    asOf: () => succeededAt,
    subscribe: (listener) => {
      const tell = (fresh: readonly Ended[]) => listener(fresh);
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    isStale,
    catchUp,
    look: async () => {
      // One that is under way may have begun before what is to be seen was written.
      await reading;
      await oneAtATime(true);
    },
  };
}
