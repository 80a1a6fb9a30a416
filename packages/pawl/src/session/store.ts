import type { Session, SessionEnd } from "./session.ts";

/** What a rotation writes. Everything else in the row stays as it is. */
export interface RotationWrite {
  readonly generation: number;
  readonly currentHash: Uint8Array;
  readonly previousHash: Uint8Array;
  readonly nonce: Uint8Array;
  readonly keyId: string;
  readonly rotatedAt: number;
  /** Written only if it is later than what the session has: activity never moves back. */
  readonly activeAt: number;
}

/**
 * What must hold of a session, besides that it has not ended, for a rotation to be written: the conditions of the
 * decision table that a store compares in the same atomic step as it writes. The engine states all of them; a store
 * only compares.
 */
export interface RotationGuard {
  readonly generation: number;
  readonly currentHash: Uint8Array;
  /** Only while nobody is known to have received the current token; false: whether or not. */
  readonly unreceived: boolean;
  /** Only if the last rotation was at this instant or before it. */
  readonly rotatedAtMost: number;
  /** Only if the last activity was after this instant. */
  readonly activeAfter: number;
  /** Only if the absolute end is after this instant. */
  readonly expiresAfter: number;
}

/** What came of a rotation. */
export interface RotationResult {
  readonly rotated: boolean;
  /**
   * The session after the write; or, if nothing was written, as it was at some instant of the call; `undefined` if there
   * is none.
   */
  readonly session: Session | undefined;
}

/** What the revocation list holds of an ended session. */
export interface EndedSession {
  readonly sid: string;
  readonly endedAt: number;
}

/** What the revocation list holds of the end of all sessions that a subject had; which those are, `covers` says. */
export interface EndedSubject {
  readonly subject: string;
  readonly endedAt: number;
  /** The session that was left alone; null if none was. */
  readonly exceptSid: string | null;
}

/** An entry of the revocation list. */
export type Ended = EndedSession | EndedSubject;

/**
 * Where sessions live. A store decides nothing, reads no clock and draws no random numbers: each verb is one
 * atomic step, and every time is a parameter.
 *
 * Every verb rejects with `StoreError` when it has no answer. A rejected write may or may not have happened;
 * the protocol is made for that.
 */
export interface SessionStore {
  /** Adds a session. Rejects if the `sid` exists. */
  insert(session: Session): Promise<void>;

  /** The session, ended or not; `undefined` if there is none. */
  find(sid: string): Promise<Session | undefined>;

  /**
   * Compare-and-swap: writes `next` and sets `received` to false if, in the same atomic step, the session is not
   * ended and passes the guard; and gives the session either way, so that an ordinary refresh is one round trip. Of the
   * activity that it has and the one in `next` the later one stays, so that activity never moves back. So a
   * revocation is never undone by a refresh in flight, of any number of concurrent rotations exactly one wins, and a
   * receipt that came after the decision to recover is not wiped out by it.
   */
  rotate(sid: string, guard: RotationGuard, next: RotationWrite): Promise<RotationResult>;

  /** Sets `received` if the session is still at `generation`. Missing or ended sessions are left alone. */
  receive(sid: string, generation: number): Promise<void>;

  /** Ends a live session. True if this call ended it; false if it was missing or ended before. */
  revoke(sid: string, end: SessionEnd): Promise<boolean>;

  /**
   * Ends the live sessions of a subject, except one if given, and returns the `sid`s that this call ended. Those of them
   * that an `EndedSubject` of this end covers are told by `endedSince` as that one entry. Nobody sees them ended without it;
   * a store in which they end one after the other writes the entry first.
   */
  revokeAll(subject: string, end: SessionEnd, exceptSid?: string): Promise<string[]>;

  /** The sessions of a subject that are not ended, newest first. Expiry by time is the caller's to judge. */
  list(subject: string): Promise<Session[]>;

  /**
   * What ended at or after `at`, oldest first: the revocation list's food. One entry for each end of all sessions of a
   * subject, and one for each session that ended otherwise, or that such an end does not cover.
   */
  endedSince(at: number): Promise<Ended[]>;

  /**
   * Removes at most `limit` sessions that ended, or whose absolute end passed, before `before`; how many. Also forgets the
   * ends of subjects before then, uncounted.
   */
  deleteExpired(before: number, limit: number): Promise<number>;
}

/**
 * No answer: the store failed, timed out or could not be reached. Nothing was decided about any session, so
 * this is 503 and "try again", never 401. The cause is kept for the log and never put into an answer.
 */
export class StoreError extends Error {
  override readonly name = "StoreError";

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
  }
}
