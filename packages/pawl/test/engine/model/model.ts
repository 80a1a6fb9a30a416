/**
 * The engine as docs/protocol.md describes it, written again for a machine that never forgets: each token is a thing of
 * its own, so what it is to its session is known by identity, where the engine has two digests and a number. It shares no
 * code with the engine. Sessions are never changed, only put anew, so a copy of the Map is a copy of everything.
 */
import type { Code } from "../../../src/protocol/codes.ts";
import type { EndReason } from "../../../src/protocol/reasons.ts";
import type { RotationOutcome } from "../../../src/protocol/wire.ts";
import type { Policy } from "../../../src/session/policy.ts";

/** A refresh token that was made, whether or not anybody was told it. */
export interface Token {
  readonly sid: string;
  readonly generation: number;
}

/** How far a session had come. Phases: 0 in flight, 1 settled, 2 received. */
export interface Revision {
  readonly sid: string;
  readonly generation: number;
  readonly phase: 0 | 1 | 2;
}

export interface ModelSession {
  readonly sid: string;
  readonly subject: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly current: Token;
  readonly previous: Token | null;
  readonly received: boolean;
  readonly rotatedAt: number;
  readonly activeAt: number;
  readonly ended: { readonly reason: EndReason; readonly at: number } | null;
}

export interface Granted {
  readonly rotation: RotationOutcome;
  readonly token: Token;
  readonly revision: Revision;
}

export interface Refused {
  readonly code: Code;
  readonly reason?: EndReason;
  readonly revision?: Revision;
  readonly retryAfterMs?: number;
}

/** A refresh: when, whether its sender knows how far the session has come, and when the user was active. */
interface Sent {
  readonly now: number;
  readonly isInformed: boolean;
  readonly activeAt: number;
}

export type Sessions = ReadonlyMap<string, ModelSession>;
export type Model = ReturnType<typeof createModel>;

const dayMs = 24 * 60 * 60 * 1000;

export function createModel(policy: Policy, start: Sessions = new Map()) {
  const sessions = new Map(start);
  const grace = policy.gracePeriodMs;

  const put = (session: ModelSession, change: Partial<ModelSession>): ModelSession => {
    const after = { ...session, ...change };
    sessions.set(session.sid, after);
    return after;
  };
  const end = (session: ModelSession, reason: EndReason, at: number) =>
    put(session, { ended: { reason, at } });
  const isOver = (session: ModelSession, now: number): EndReason | undefined => {
    if (now >= session.expiresAt) return "absolute_lifetime";
    return now - session.activeAt >= policy.inactivityTimeoutMs ? "inactivity" : undefined;
  };
  const ofSubject = (subject: string) => [...sessions.values()].filter((one) => one.subject === subject);

  function create(sid: string, subject: string, now: number): ModelSession {
    const current = { sid, generation: 0 };
    const expiresAt = Math.floor((now + policy.absoluteLifetimeMs) / 1000) * 1000;
    const times = { createdAt: now, rotatedAt: now, activeAt: now, expiresAt };
    return put({ sid, subject, current, previous: null, received: false, ...times, ended: null }, {});
  }

  function revisionOf({ sid, current, received, rotatedAt }: ModelSession, now: number): Revision {
    const phase = received ? 2 : now - rotatedAt >= 2 * grace ? 1 : 0;
    return { sid, generation: current.generation, phase };
  }

  /**
   * `known`: undefined if nothing is stated; null for a statement that says nothing about this session. `inactiveForMs`:
   * how long ago the user was last active.
   */
  function refresh(
    token: Token,
    known: Revision | null | undefined,
    inactiveForMs: number,
    now: number,
  ): Granted | Refused {
    const session = sessions.get(token.sid);
    if (session === undefined) return { code: "refresh_token_unknown" };
    const over = session.ended?.reason ?? isOver(session, now);
    if (over !== undefined) {
      if (session.ended === null) end(session, over, now);
      return refusalFor(over);
    }
    const isInformed = grace === 0 || known === undefined || !isBefore(known, revisionOf(session, now));
    const sent = { now, isInformed, activeAt: now - inactiveForMs };
    if (token === session.current) return byCurrent(session, sent);
    const answer = token === session.previous ? byPrevious(session, token, sent) : undefined;
    return answer ?? byOther(session, token, sent);
  }

  function byCurrent(session: ModelSession, sent: Sent): Granted {
    const { generation } = session.current;
    const isFresh = generation > 0 && sent.now - session.rotatedAt < 2 * grace;
    return isFresh ? again(session, "unchanged", sent.now) : swap(session, session.current, "rotated", sent);
  }

  /** Undefined where it is worth no more than any other. */
  function byPrevious(session: ModelSession, token: Token, sent: Sent) {
    const { now, isInformed } = sent;
    const age = now - session.rotatedAt;
    if (age < grace) return again(session, "replayed", now);
    if (grace === 0 || session.received || age >= policy.recoveryPeriodMs) return undefined;
    if (age < 2 * grace) return softly(session, now, 2 * grace - age);
    return isInformed ? swap(session, token, "recovered", sent) : softly(session, now);
  }

  function byOther(session: ModelSession, token: Token, sent: Sent) {
    const { now, isInformed } = sent;
    if (token.generation > session.current.generation) {
      const unknown: Refused = { code: "refresh_token_unknown" };
      return policy.adoptAfterFailover ? swap(session, token, "adopted", sent) : unknown;
    }
    if (now - session.rotatedAt < grace || !isInformed) return softly(session, now);
    end(session, "refresh_token_reused", now);
    return refusalFor("refresh_token_reused");
  }

  function swap(session: ModelSession, from: Token, rotation: RotationOutcome, sent: Sent): Granted {
    const newest = Math.max(session.current.generation, from.generation);
    const current = { sid: session.sid, generation: newest + 1 };
    const times = { rotatedAt: sent.now, activeAt: Math.max(session.activeAt, sent.activeAt) };
    return again(put(session, { current, previous: from, received: false, ...times }), rotation, sent.now);
  }

  const again = (session: ModelSession, rotation: RotationOutcome, now: number): Granted => ({
    ...{ rotation, token: session.current, revision: revisionOf(session, now) },
  });
  const softly = (session: ModelSession, now: number, retryAfterMs = 0): Refused => ({
    ...{ code: "refresh_token_superseded", revision: revisionOf(session, now), retryAfterMs },
  });

  /** The use of an access token of a generation; the first one has no predecessor, so its receipt means nothing. */
  function receive(sid: string, generation: number): void {
    const session = sessions.get(sid);
    if (generation === 0 || session?.ended !== null || session.current.generation !== generation) return;
    put(session, { received: true });
  }

  function revoke(sid: string, reason: EndReason, now: number): boolean {
    const session = sessions.get(sid);
    if (session?.ended !== null) return false;
    end(session, reason, now);
    return true;
  }

  function revokeAll(subject: string, reason: EndReason, now: number, exceptSid?: string): number {
    return ofSubject(subject).filter(({ sid }) => sid !== exceptSid && revoke(sid, reason, now)).length;
  }

  return {
    policy,
    sessions: sessions as Sessions,
    ...{ create, refresh, receive, revoke, revokeAll, revisionOf },
    list: (subject: string, now: number) =>
      ofSubject(subject).filter((one) => one.ended === null && isOver(one, now) === undefined),
    /** Those that a sweep may remove. */
    sweepable: (now: number) =>
      [...sessions.values()].filter((one) => (one.ended?.at ?? one.expiresAt) < now - dayMs),
    forget: (sid: string) => void sessions.delete(sid),
    /** When an access token ends that is issued now. */
    accessEnd: ({ expiresAt, activeAt }: ModelSession, now: number) => {
      const byTime = Math.min(now + policy.accessTokenLifetimeMs, activeAt + policy.inactivityTimeoutMs);
      return Math.min(Math.ceil(byTime / 1000) * 1000, expiresAt);
    },
    copy: (): Sessions => new Map(sessions),
    restore(earlier: Sessions): void {
      sessions.clear();
      for (const [sid, session] of earlier) sessions.set(sid, session);
    },
  };
}

function isBefore(known: Revision | null, revision: Revision): boolean {
  if (known?.sid !== revision.sid) return true;
  if (known.generation !== revision.generation) return known.generation < revision.generation;
  return known.phase < revision.phase;
}

function refusalFor(reason: EndReason): Refused {
  if (reason === "refresh_token_reused") return { code: "refresh_token_reused", reason };
  const isByTime = reason === "inactivity" || reason === "absolute_lifetime";
  return { code: isByTime ? "session_expired" : "session_revoked", reason };
}
