import { createHash } from "node:crypto";
import { days, hours } from "../session/policy.ts";
import type { Session } from "../session/session.ts";
import type { RotationGuard, RotationWrite } from "../session/store.ts";
import { startOfTime } from "./clock.ts";

/** A digest that belongs to a name: the same for the same name. */
export function digestOf(name: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(name).digest());
}

/** A session of generation 3 that was rotated at the start of time, with the given differences. */
export function sessionRow(differences: Partial<Session> = {}): Session {
  return {
    sid: "AAAAAAAAAAAAAAAAAAAAAA",
    subject: "usr_ada",
    generation: 3,
    currentHash: digestOf("current"),
    previousHash: digestOf("previous"),
    nonce: new Uint8Array(16).fill(7),
    keyId: "AAAAAA",
    received: false,
    createdAt: startOfTime - days(1),
    rotatedAt: startOfTime,
    activeAt: startOfTime,
    expiresAt: startOfTime + days(29),
    ended: null,
    persistent: true,
    amr: ["pwd"],
    claims: {},
    userAgent: null,
    ...differences,
  };
}

/** The write of a rotation to the generation after `from`, with a digest of its own, at an instant. */
export function rotationFrom(
  from: Session,
  name = "next",
  now: number = startOfTime + hours(1),
): RotationWrite {
  return {
    generation: from.generation + 1,
    currentHash: digestOf(name),
    previousHash: from.currentHash,
    nonce: new Uint8Array(16).fill(9),
    keyId: "BBBBBB",
    rotatedAt: now,
    activeAt: now,
  };
}

/** The guard that a session passes as it is, whether or not it was received, and whatever the time. */
export function guardFor({ generation, currentHash }: Session): RotationGuard {
  return {
    ...{ generation, currentHash, unreceived: false, rotatedAtMost: Number.MAX_SAFE_INTEGER },
    ...{ activeAfter: Number.MIN_SAFE_INTEGER, expiresAfter: Number.MIN_SAFE_INTEGER },
  };
}
