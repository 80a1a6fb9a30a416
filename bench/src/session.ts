import { createHash } from "node:crypto";
import type { Session } from "pawl/server";

export const now: number = Date.now();

/** What session `i` holds at a generation. */
export const hashOf = (i: number, generation: number): Uint8Array =>
  new Uint8Array(createHash("sha256").update(`${i} ${generation}`).digest());

export const sidOf = (i: number): string => Buffer.from(hashOf(i, -1).subarray(0, 16)).toString("base64url");

/** A session like any other, of somebody whom nobody asks for. */
export function sessionOf(i: number): Session {
  return {
    ...{ sid: sidOf(i), subject: `usr_${i}`, generation: 0, currentHash: hashOf(i, 0), previousHash: null },
    ...{ nonce: null, keyId: "AAAAAA", received: false, createdAt: now, rotatedAt: now, activeAt: now },
    ...{ expiresAt: now + 1e9 + i, ended: null, persistent: true, amr: ["pwd"], claims: {}, userAgent: null },
  };
}
