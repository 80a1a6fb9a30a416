import type { Session } from "../../../src/session/session.ts";
import type { RotationGuard } from "../../../src/session/store.ts";

/** The guard that a session passes as long as it stays as it is. */
export function guardOf({ generation, currentHash, rotatedAt, activeAt, expiresAt }: Session): RotationGuard {
  return {
    ...{ generation, currentHash, unreceived: false, rotatedAtMost: rotatedAt },
    ...{ activeAfter: activeAt - 1, expiresAfter: expiresAt - 1 },
  };
}
