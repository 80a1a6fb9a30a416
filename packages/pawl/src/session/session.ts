import type { EndReason } from "../protocol/reasons.ts";

/** The end of a session: why, and when in milliseconds since the epoch. */
export interface SessionEnd {
  readonly reason: EndReason;
  readonly at: number;
}

/**
 * One login on one device; it *is* the token family. What the engine's verbs hand out: nothing in it helps to make a
 * token, so it may be shown or logged. Instants are integer milliseconds since the epoch.
 */
export interface SessionFacts {
  /** 16 random bytes, base64url. Never chosen by a client. */
  readonly sid: string;
  /** The user, as the identity port named them. */
  readonly subject: string;
  /** Counts rotations; 0 at login. */
  readonly generation: number;

  /** Login, and `auth_time`: rotation never moves it. */
  readonly createdAt: number;
  readonly rotatedAt: number;
  /** The user's last activity that a rotation told of; it never moves back. */
  readonly activeAt: number;
  /** The absolute end. Fixed at login (ASVS 7.3.2): nothing moves it. */
  readonly expiresAt: number;
  /** Set once, by expiry or revocation, and never cleared. */
  readonly ended: SessionEnd | null;

  /** Whether the cookie outlives the browser session. */
  readonly persistent: boolean;
  /** RFC 8176 authentication methods of the login. */
  readonly amr: readonly string[];
  /** Extra claims that the identity port asked to have in each access token. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly userAgent: string | null;
}

/**
 * A session as the store keeps it: one row, whatever the number of refreshes. Hashes are SHA-256 digests of
 * refresh-token secrets.
 */
export interface Session extends SessionFacts {
  readonly currentHash: Uint8Array;
  /** The digest that `currentHash` replaced; null at generation 0. */
  readonly previousHash: Uint8Array | null;
  /** Random, new with each rotation: with the server's key and the old token, it yields the successor again. */
  readonly nonce: Uint8Array | null;
  /** Which of the configured secrets derived and tagged the current token. */
  readonly keyId: string;
  /** A receipt came: someone holds a token of the current generation. */
  readonly received: boolean;
}

/**
 * The facts alone. A list of what may leave, not of what may not: what a refresh token is checked and derived by, and
 * whatever a row comes to hold later, cannot be shown by accident (ASVS 7.5.2).
 */
export function factsOf(session: Session): SessionFacts {
  const { sid, subject, generation, createdAt, rotatedAt, activeAt, expiresAt, ended } = session;
  const { persistent, amr, claims, userAgent } = session;
  return {
    ...{ sid, subject, generation, createdAt, rotatedAt, activeAt, expiresAt, ended },
    ...{ persistent, amr, claims, userAgent },
  };
}
