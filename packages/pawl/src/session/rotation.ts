/**
 * The decision table of docs/protocol.md, row by row, as one pure function. Everything that a refresh may do
 * is decided here and nowhere else; the numbers are the table's.
 */

import type { EndReason } from "../protocol/reasons.ts";
import { sameDigest } from "./digest.ts";
import { endByTime } from "./end-by-time.ts";
import type { Policy } from "./policy.ts";
import { isSettled, revisionOf } from "./revision.ts";
import type { Session } from "./session.ts";

/** What of the policy concerns rotation. */
export type RotationPolicy = Pick<
  Policy,
  "gracePeriodMs" | "recoveryPeriodMs" | "inactivityTimeoutMs" | "adoptAfterFailover"
>;

/** What an authentic refresh token says of itself. Its tag was checked before anything came here. */
export interface PresentedToken {
  readonly generation: number;
  /** SHA-256 of the secret in it. */
  readonly hash: Uint8Array;
  /**
   * The newest revision of the session that its sender had seen when sending it; `noRevision` for none. Who states
   * less than what holds now is never taken for a thief, so a statement makes a request weaker, never stronger.
   * Missing: nothing is known of the sender, and the token is judged as if sent now.
   */
  readonly knownRevision?: number | undefined;
}

export type RotationDecision =
  /** Swap to generation + 1, with a new nonce and successor. */
  | { readonly kind: "rotate" }
  /** The token presented is current and fresh: the same again, with a new access token. */
  | { readonly kind: "unchanged" }
  /** The same successor again: its first answer may have been lost. */
  | { readonly kind: "replay" }
  /** Swap to generation + 1 from the *previous* token: nobody ever received the current one, or will. */
  | { readonly kind: "recover" }
  /** A soft refusal: no token, no revocation; the newest cookie will do, after a wait if one is named. */
  | { readonly kind: "superseded"; readonly retryAfterMs: number }
  /** Theft: revoke this session. */
  | { readonly kind: "reuse" }
  /** The session had ended before. */
  | { readonly kind: "ended"; readonly reason: EndReason }
  /** The session is over by time and must be marked so. */
  | { readonly kind: "expired"; readonly reason: "inactivity" | "absolute_lifetime" }
  /** From a future that the store does not know: it was rolled back. Refused, not revoked. */
  | { readonly kind: "unknown" }
  /** The same, and the policy takes the token at its word: swap to the generation after the token's. */
  | { readonly kind: "adopt" };

/**
 * Decides what to do with an authentic refresh token.
 *
 * Guarantees P1, P2 and P6 of docs/protocol.md. Does not look at the tag (the engine did), does not write, and
 * does not see a thief who always lands inside the owner's grace period.
 *
 * @param now milliseconds since the epoch; the clocks of servers need to agree to half of what the grace period is
 * longer than the client's refresh timeout.
 */
export function decideRotation(
  session: Session,
  presented: PresentedToken,
  now: number,
  policy: Pick<Policy, "gracePeriodMs" | "recoveryPeriodMs" | "inactivityTimeoutMs" | "adoptAfterFailover">,
): RotationDecision {
  // Row 1: revoked beats everything.
  if (session.ended !== null) return { kind: "ended", reason: session.ended.reason };

  // Row 2: over by time.
  const over = endByTime(session, now, policy);
  if (over !== undefined) return { kind: "expired", reason: over };

  const how = standingOf(session, presented, now, policy);
  if (sameDigest(presented.hash, session.currentHash)) {
    // Row 3: while an answer with this token may be on its way, its successor could be overwritten by it in the jar.
    if (session.generation > 0 && how.isUnsettled) return { kind: "unchanged" };
    // Row 4: presenting the current token proves its receipt.
    return { kind: "rotate" };
  }

  if (session.previousHash !== null && sameDigest(presented.hash, session.previousHash)) {
    // Row 5: a duplicate, another tab, or a retry.
    if (how.isInGrace) return { kind: "replay" };
    // Row 6: the answer was lost; which is sure once it is settled, and this was sent later than that.
    if (how.isRecoverable) {
      if (how.isUnsettled) return { kind: "superseded", retryAfterMs: 2 * policy.gracePeriodMs - how.age };
      return how.isUninformed ? { kind: "superseded", retryAfterMs: 0 } : { kind: "recover" };
    }
  }

  // Row 7: authentic, and newer than the store. The store lost writes; that is no theft.
  if (presented.generation > session.generation) {
    return { kind: policy.adoptAfterFailover ? "adopt" : "unknown" };
  }

  // Row 8: any other authentic token, close to a rotation or sent before it: a race that someone lost.
  if (how.isInGrace || how.isUninformed) return { kind: "superseded", retryAfterMs: 0 };

  // Row 9.
  return { kind: "reuse" };
}

/** How a request stands to the last rotation. */
function standingOf(session: Session, presented: PresentedToken, now: number, policy: RotationPolicy) {
  const age = now - session.rotatedAt;
  // A clock that runs behind the one that wrote `rotatedAt` gives a negative age: inside the grace period. With
  // no grace period there is no inside, whatever the clocks say, and what a sender knows makes no difference.
  const hasGrace = policy.gracePeriodMs > 0;
  const { knownRevision } = presented;
  return {
    age,
    isInGrace: hasGrace && age < policy.gracePeriodMs,
    isUnsettled: hasGrace && !isSettled(session, now, policy),
    isRecoverable: hasGrace && !session.received && age < policy.recoveryPeriodMs,
    isUninformed:
      hasGrace &&
      // Stryker disable next-line ConditionalExpression: for the types alone, since undefined is less than no number.
      knownRevision !== undefined &&
      knownRevision < revisionOf(session, now, policy),
  };
}
