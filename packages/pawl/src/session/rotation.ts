/**
 * The decision table of docs/protocol.md, row by row, as one pure function. Everything that a refresh may do
 * is decided here and nowhere else; the numbers are the table's.
 */

import type { EndReason } from "../protocol/reasons.ts";
import { sameDigest } from "./digest.ts";
import type { Policy } from "./policy.ts";
import type { Session } from "./session.ts";

/** What an authentic refresh token says of itself. Its tag was checked before anything came here. */
export interface PresentedToken {
  readonly generation: number;
  /** SHA-256 of the secret in it. */
  readonly hash: Uint8Array;
  /**
   * When its sender gives up, in milliseconds since the epoch on the server's clock. Missing or absurd values
   * are ignored: it can make a request weaker, never stronger.
   */
  readonly giveUpAt?: number | undefined;
}

export type RotationDecision =
  /** Swap to generation + 1, with a new nonce and successor. */
  | { readonly kind: "rotate" }
  /** The token presented is current and fresh: the same again, with a new access token. */
  | { readonly kind: "unchanged" }
  /** The same successor again: its first answer may have been lost. */
  | { readonly kind: "replay" }
  /** A new nonce and successor of the *same* generation: nobody ever received the first. */
  | { readonly kind: "recover" }
  /** A soft refusal: no token, no revocation; the newest cookie will do. */
  | { readonly kind: "superseded" }
  /** Theft: revoke this session. */
  | { readonly kind: "reuse" }
  /** The session had ended before. */
  | { readonly kind: "ended"; readonly reason: EndReason }
  /** The session is over by time and must be marked so. */
  | { readonly kind: "expired"; readonly reason: "inactivity" | "absolute_lifetime" }
  /** From a future that the store does not know: it was rolled back. Refused, not revoked. */
  | { readonly kind: "unknown" };

/**
 * Decides what to do with an authentic refresh token.
 *
 * Guarantees P1, P2 and P6 of docs/protocol.md. Does not look at the tag (the engine did), does not write, and
 * does not see a thief who always lands inside the owner's grace period.
 *
 * @param now milliseconds since the epoch; the store's and the server's clocks need not agree to better than
 * the grace period.
 */
export function decideRotation(
  session: Session,
  presented: PresentedToken,
  now: number,
  policy: Pick<Policy, "gracePeriodMs" | "recoveryPeriodMs" | "inactivityTimeoutMs">,
): RotationDecision {
  // Row 1: revoked beats everything.
  if (session.ended !== null) return { kind: "ended", reason: session.ended.reason };

  // Row 2: over by time.
  if (now >= session.expiresAt) return { kind: "expired", reason: "absolute_lifetime" };
  if (now - session.activeAt >= policy.inactivityTimeoutMs) return { kind: "expired", reason: "inactivity" };

  // A zombie: its sender stopped waiting long ago, so whatever it carries proves nothing about theft. An instant
  // before the login is absurd, since no token of this session was there to be sent.
  const { giveUpAt } = presented;
  if (giveUpAt !== undefined && giveUpAt >= session.createdAt && now > giveUpAt)
    return { kind: "superseded" };

  const age = now - session.rotatedAt;
  // A clock that runs behind the one that wrote `rotatedAt` gives a negative age: inside the grace period. With
  // no grace period there is no inside, whatever the clocks say.
  const inGrace = policy.gracePeriodMs > 0 && age < policy.gracePeriodMs;
  const inRecovery = policy.gracePeriodMs > 0 && age < policy.recoveryPeriodMs;

  if (sameDigest(presented.hash, session.currentHash)) {
    // Row 3: without it, a slow answer of the last rotation could put this token back into the jar.
    if (session.generation > 0 && inGrace) return { kind: "unchanged" };
    // Row 4: presenting the current token proves its receipt.
    return { kind: "rotate" };
  }

  if (session.previousHash !== null && sameDigest(presented.hash, session.previousHash)) {
    // Row 5: a duplicate, another tab, or a retry.
    if (inGrace) return { kind: "replay" };
    // Row 6: the answer was lost, and nobody has shown that they hold it.
    if (!session.received && inRecovery) return { kind: "recover" };
  }

  // Row 7: authentic, and newer than the store. The store lost writes; that is no theft.
  if (presented.generation > session.generation) return { kind: "unknown" };

  // Row 8: any other authentic token, close to a rotation: a race that someone lost.
  if (inGrace) return { kind: "superseded" };

  // Row 9.
  return { kind: "reuse" };
}
