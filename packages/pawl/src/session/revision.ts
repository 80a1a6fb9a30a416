import type { Policy } from "./policy.ts";
import type { Session } from "./session.ts";

/**
 * How far a generation has come. Each phase tells more than the one before about where its refresh token can be:
 * in flight, it may still be put into a cookie jar; settled, it was by now, or never will be; received, it was.
 */
const phases = { inFlight: 0, settled: 1, received: 2 } as const;
const phasesPerGeneration = 3;

/** What a session has come to, as far as its refresh tokens are concerned. */
type Rotated = Pick<Session, "generation" | "rotatedAt" | "received">;

/**
 * Whether every answer that carries the current refresh token has arrived or never will. Such answers are made until
 * the grace period ends, and a client that gives up within a grace period looks at none of them after two.
 */
export function isSettled(session: Rotated, now: number, policy: Pick<Policy, "gracePeriodMs">): boolean {
  return now - session.rotatedAt >= 2 * policy.gracePeriodMs;
}

/**
 * The revision of a session: a number that grows with each rotation, once more when the new token is settled or
 * received, and never falls. Who states a revision has seen an answer that was made at it or later; so what they sent
 * was sent after that, however long it was on its way. No clock of theirs is needed to know it.
 */
export function revisionOf(session: Rotated, now: number, policy: Pick<Policy, "gracePeriodMs">): number {
  const phase = session.received
    ? phases.received
    : isSettled(session, now, policy)
      ? phases.settled
      : phases.inFlight;
  return session.generation * phasesPerGeneration + phase;
}

/** Less than the revision of any session: who has seen none. */
export const noRevision = -1;

/**
 * A revision as clients see it: opaque to them, and of no use for another session.
 *
 * @param session a name of the session that may be shown; not the `sid`, since errors carry revisions into logs.
 */
export function writeRevision(session: string, revision: number): string {
  return `${session}.${revision}`;
}

/** The revision that a client states; `noRevision` if it is of another session, or none. */
export function readRevision(session: string, text: string | null): number {
  if (text === null || !text.startsWith(`${session}.`)) return noRevision;
  const digits = text.slice(session.length + 1);
  return /^\d{1,15}$/.test(digits) ? Number(digits) : noRevision;
}
