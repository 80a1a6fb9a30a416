import type { EndReason } from "../protocol/reasons.ts";
import { endByTime, endsByTimeAt } from "../session/end-by-time.ts";
import type { Policy } from "../session/policy.ts";
import type { Session } from "../session/session.ts";
import type { SessionStore } from "../session/store.ts";
import type { Every } from "./every.ts";
import type { Clock, EventSink } from "./ports.ts";
import type { RevocationList } from "./revocation-list.ts";

/** Told once, when the session has ended. What it throws is an `internal_error` in the events, and nobody else's. */
export type EndListener = (reason: EndReason) => void;

/** Who wants to know of the end of which session. */
export interface SessionWatch {
  /** See `Engine.watchSession`. */
  watch(sid: string, listener: EndListener): () => void;
  /** This process ended the session: its listeners are told at once. */
  ended(sid: string, reason: EndReason): void;
  /** Forgets every listener, without a word, and takes no new ones. */
  close(): void;
}

export interface SessionWatchParts {
  readonly policy: Pick<Policy, "inactivityTimeoutMs" | "accessTokenLifetimeMs">;
  readonly sessions: Pick<SessionStore, "find">;
  readonly revocations: Pick<RevocationList, "hasEnded" | "catchUp">;
  readonly clock: Clock;
  readonly every: Every;
  readonly emit: EventSink;
}

/** One session that is watched. */
interface Watched {
  readonly listeners: Set<{ readonly tell: EndListener }>;
  /** As it was when it was looked at. */
  session?: Pick<Session, "subject" | "createdAt">;
  /** When the row is to be looked at again. */
  lookAt: number;
  lookedAt: number;
}

/** How often the list of ended sessions is read, and the clock, while anybody watches: what makes "within a second". */
const tickMs = 750;
/** So many rows are read at once at most, however many sessions are due. */
const looksAtOnce = 16;

/**
 * The one place that looks after all watched sessions of a process: one timer and one read of the ended sessions for all of
 * them, and none while nobody watches.
 *
 * A row is read when its session was heard to have ended, when its time may be over (activity moves that instant without a
 * word, so it is looked up), and at least once in the life of an access token: as long, and no longer, is any token
 * believed without a look. A store that gives no answer ends nothing; it is asked again at the next tick.
 */
export function createSessionWatch(parts: SessionWatchParts): SessionWatch {
  const { policy, sessions, revocations, clock, emit } = parts;
  const bySid = new Map<string, Watched>();
  let stopTicking: (() => void) | undefined;
  let isLooking = false;
  let isClosed = false;

  function watch(sid: string, tell: EndListener): () => void {
    if (isClosed) return () => {};
    const entry = { tell };
    const now = clock();
    // Due at once: whoever comes new may know nothing but a token.
    const watched = bySid.get(sid) ?? { listeners: new Set(), lookAt: now, lookedAt: now };
    watched.lookAt = now;
    watched.listeners.add(entry);
    bySid.set(sid, watched);
    stopTicking ??= parts.every(tickMs, tick);
    return () => {
      if (!watched.listeners.delete(entry) || watched.listeners.size > 0) return;
      if (bySid.get(sid) === watched) forget(sid);
    };
  }

  function forget(sid: string): void {
    bySid.delete(sid);
    if (bySid.size > 0) return;
    stopTicking?.();
    stopTicking = undefined;
  }

  function ended(sid: string, reason: EndReason): void {
    const watched = bySid.get(sid);
    if (watched === undefined) return;
    forget(sid);
    for (const { tell } of watched.listeners) shielded(tell, reason);
    watched.listeners.clear();
  }

  function shielded(tell: EndListener, reason: EndReason): void {
    const failed = (error: unknown) =>
      emit({ type: "internal_error", at: clock(), route: "watchSession", error });
    try {
      // A listener may be asynchronous, whatever its type says.
      const result: unknown = tell(reason);
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  function tick(): void {
    // One round at a time: a store that is slow is not asked more often for it.
    if (isLooking) return;
    isLooking = true;
    void round().finally(() => {
      isLooking = false;
    });
  }

  async function round(): Promise<void> {
    await revocations.catchUp();
    const now = clock();
    const sids = [...bySid.keys()];
    const heardOf = sids.filter(isHeardOf);
    const due = sids.filter((sid) => !isHeardOf(sid) && isDue(bySid.get(sid), now));
    // Many workers on one queue. Each stops at its first failure: with the store out of reach, the others wait too.
    const queue = [...heardOf, ...due].values();
    const workers = Array.from({ length: looksAtOnce }, async () => {
      for (const sid of queue) await look(sid);
    });
    const failure = (await Promise.allSettled(workers)).find(({ status }) => status === "rejected");
    if (failure?.status !== "rejected" || isClosed) return;
    emit({ type: "unavailable", at: clock(), what: "session watch", error: failure.reason });
  }

  /** Until the first look it is not known whose it is; that one is due at once. */
  function isHeardOf(sid: string): boolean {
    const { subject, createdAt } = bySid.get(sid)?.session ?? { subject: "", createdAt: Infinity };
    return revocations.hasEnded({ sid, subject, createdAt });
  }

  async function look(sid: string): Promise<void> {
    const session = await sessions.find(sid);
    const watched = bySid.get(sid);
    if (watched === undefined) return;
    // A row that somebody deleted is an end too, by the hand that did it.
    if (session === undefined) return ended(sid, "revoked_by_admin");
    const now = clock();
    const reason = session.ended?.reason ?? endByTime(session, now, policy);
    if (reason !== undefined) return ended(sid, reason);
    watched.session = session;
    watched.lookedAt = now;
    watched.lookAt = Math.min(endsByTimeAt(session, policy), now + policy.accessTokenLifetimeMs);
  }

  function close(): void {
    isClosed = true;
    for (const sid of [...bySid.keys()]) forget(sid);
  }

  return { watch, ended, close };
}

/** A clock that was set back makes no look late. */
function isDue(watched: Watched | undefined, now: number): boolean {
  return watched !== undefined && (now >= watched.lookAt || now < watched.lookedAt);
}
