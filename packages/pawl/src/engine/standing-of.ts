import type { EndReason } from "../protocol/reasons.ts";
import { decideRotation, type RotationDecision } from "../session/rotation.ts";
import { factsOf, type SessionFacts } from "../session/session.ts";
import { hashSecret, readRefreshToken } from "../tokens/refresh-token.ts";
import type { EngineContext } from "./context.ts";

/** What a refresh token stands for at this instant. */
export type SessionStanding =
  /** Its session lives, and a refresh would be granted. */
  | { readonly kind: "live"; readonly session: SessionFacts }
  /** Its session has ended: whatever is done with this token, it stays so. */
  | { readonly kind: "ended"; readonly reason: EndReason }
  /** Nothing can be said: no token, a forged or old one, one of a session that is not stored. No proof of an end. */
  | { readonly kind: "unknown" };

const unknown: SessionStanding = Object.freeze({ kind: "unknown" });

/**
 * Whose a refresh token is, without exchanging it: for those who read a request's cookie and cannot answer with another.
 *
 * Guarantees that it only looks: one read of the store, or none for a forged token; no rotation, no receipt, no
 * activity, no revocation, no event. Takes what a refresh would be granted for (docs/protocol.md, rows 3 to 6): the
 * current token, and the one before it while the current may still be on its way. Does not see theft: whoever holds a
 * copy of a current token reads with it until somebody refreshes.
 *
 * @throws StoreError when the store gives no answer.
 */
export async function standingOf(ctx: EngineContext, refreshToken: string): Promise<SessionStanding> {
  const parts = readRefreshToken(ctx.secrets, refreshToken);
  const session = parts && (await ctx.sessions.find(parts.sid));
  if (parts === undefined || session === undefined) return unknown;
  const presented = { generation: parts.generation, hash: hashSecret(parts.secret) };
  const decision = decideRotation(session, presented, ctx.clock(), ctx.policy);
  if (decision.kind === "ended" || decision.kind === "expired") {
    return { kind: "ended", reason: decision.reason };
  }
  return isGranted(decision) ? { kind: "live", session: factsOf(session) } : unknown;
}

/** Whether a refresh gives tokens for this token, now or as soon as it is known that an answer was lost. */
function isGranted(decision: RotationDecision): boolean {
  switch (decision.kind) {
    case "rotate":
    case "unchanged":
    case "replay":
    case "recover":
      return true;
    case "superseded":
      // Row 6a names a wait, since its token will be good again; row 8 names none.
      return decision.retryAfterMs > 0;
    default:
      // "adopt" too: that the store lost writes is for a refresh to find, which settles it once.
      return false;
  }
}
