import { days, defaultPolicy, type Policy } from "../../../src/session/policy.ts";
import { decideRotation, type PresentedToken, type RotationDecision } from "../../../src/session/rotation.ts";
import type { Session } from "../../../src/session/session.ts";
import { startOfTime } from "../../support/clock.ts";
import { digestOf, sessionRow } from "../../support/session-row.ts";

/*
 * One session of generation 3, rotated at the start of time, the tokens that may be presented to it, and what is decided.
 */

export const grace = defaultPolicy.gracePeriodMs;
/** Long enough to be told from the inactivity timeout, which is as long by default. */
export const recovery = days(5);

export const current: PresentedToken = { generation: 3, hash: digestOf("current") };
export const previous: PresentedToken = { generation: 2, hash: digestOf("previous") };
export const ancient: PresentedToken = { generation: 0, hash: digestOf("ancient") };
/** What a lost answer had in it that a recovery has replaced: authentic, and never received by anyone. */
export const lost: PresentedToken = { generation: 1, hash: digestOf("lost before the recovery") };
/** Authentic, of the current generation and not current: a store that was rolled back has made another one. */
export const sibling: PresentedToken = { generation: 3, hash: digestOf("made before a rollback") };
export const fromTheFuture: PresentedToken = { generation: 4, hash: digestOf("future") };
/** One of each. */
export const everyToken: readonly PresentedToken[] = [
  current,
  previous,
  ancient,
  lost,
  sibling,
  fromTheFuture,
];

export interface Situation {
  readonly session?: Partial<Session>;
  readonly policy?: Partial<Policy>;
  readonly knownRevision?: number;
}

/** The decision for a token that comes `age` milliseconds after the last rotation. */
export function decide(
  token: PresentedToken,
  age: number,
  { session, policy, knownRevision }: Situation = {},
): RotationDecision {
  return decideRotation(sessionRow(session), { ...token, knownRevision }, startOfTime + age, {
    ...defaultPolicy,
    recoveryPeriodMs: recovery,
    ...policy,
  });
}

/** Row 6 before its time, or row 8. */
export function refusedSoftly(retryAfterMs = 0): RotationDecision {
  return { kind: "superseded", retryAfterMs };
}

export const received: Partial<Session> = { received: true };
export const neverRotated: Partial<Session> = { generation: 0, previousHash: null, nonce: null };
