import type { PresentedToken, RotationPolicy } from "./rotation.ts";
import type { Session } from "./session.ts";
import type { RotationGuard } from "./store.ts";

/**
 * The conditions under which `decideRotation` says "rotate" to this token, for a store to compare as it writes: so an
 * ordinary refresh needs no look before its swap. That the two agree is tested.
 */
export function rotateGuard(presented: PresentedToken, now: number, policy: RotationPolicy): RotationGuard {
  // Row 3 asks nothing of the first generation, and nothing where there is no grace period.
  const mayBeUnsettled = presented.generation > 0 && policy.gracePeriodMs > 0;
  return {
    generation: presented.generation,
    currentHash: presented.hash,
    unreceived: false,
    rotatedAtMost: mayBeUnsettled ? now - 2 * policy.gracePeriodMs : Number.MAX_SAFE_INTEGER,
    ...livenessGuard(now, policy),
  };
}

/** What was decided on is what is swapped: the session must still be as it was when "recover" or "adopt" was said. */
export function guardOf(
  session: Session,
  kind: "recover" | "adopt",
  now: number,
  policy: RotationPolicy,
): RotationGuard {
  return {
    generation: session.generation,
    currentHash: session.currentHash,
    unreceived: kind === "recover",
    rotatedAtMost: session.rotatedAt,
    ...livenessGuard(now, policy),
  };
}

/** Row 2. */
function livenessGuard(
  now: number,
  policy: RotationPolicy,
): Pick<RotationGuard, "activeAfter" | "expiresAfter"> {
  return { activeAfter: now - policy.inactivityTimeoutMs, expiresAfter: now };
}
