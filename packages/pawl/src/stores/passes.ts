import { sameDigest } from "../session/digest.ts";
import type { Session } from "../session/session.ts";
import type { RotationGuard } from "../session/store.ts";

/** Whether a session may be rotated: it is not ended and passes the guard. For stores that can look before they write. */
export function passes(session: Session, guard: RotationGuard): boolean {
  return (
    session.ended === null &&
    session.generation === guard.generation &&
    !(guard.unreceived && session.received) &&
    session.rotatedAt <= guard.rotatedAtMost &&
    session.activeAt > guard.activeAfter &&
    session.expiresAt > guard.expiresAfter &&
    sameDigest(session.currentHash, guard.currentHash)
  );
}
