import type { AccessTokenClaims } from "./access-token.ts";
import { maxAccessTokenLifetimeSeconds } from "./limits.ts";

/** What the verifier insists on. */
export interface ClaimExpectations {
  /** Compared byte for byte. */
  readonly issuer: string;
  /** Must be the token's audience, or among its audiences. */
  readonly audience: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How far in the future `iat` and `nbf` may lie, in milliseconds: another node's clock may run ahead. */
  readonly clockToleranceMs: number;
  /**
   * How long after `exp` a token still passes, in milliseconds. 0 where the issuer's own process verifies;
   * without bound for logout alone, which works with an expired access token.
   */
  readonly expiryToleranceMs: number;
}

/** The claims if every one has its type and bound (RFC 9068 §4, RFC 8725 §3.8–3.10), else `undefined`. */
export function checkClaims(value: unknown, expected: ClaimExpectations): AccessTokenClaims | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const claims = value as Record<string, unknown>;
  const { iss, aud, iat, exp, nbf, gen, amr } = claims;

  if (iss !== expected.issuer || !isForAudience(aud, expected.audience)) return undefined;
  for (const name of ["sub", "client_id", "jti", "sid"]) {
    const text = claims[name];
    if (typeof text !== "string" || text.length === 0 || text.length > 255) return undefined;
  }
  if (!isWhole(iat) || !isWhole(exp) || !isWhole(gen) || !isWhole(claims["auth_time"])) return undefined;
  if (!Array.isArray(amr) || !amr.every((method) => typeof method === "string")) return undefined;

  const latestStartMs = expected.now + expected.clockToleranceMs;
  if (iat * 1000 > latestStartMs) return undefined;
  if (nbf !== undefined && (!isWhole(nbf) || nbf * 1000 > latestStartMs)) return undefined;
  // The issuer rounds `iat` down and `exp` up to whole seconds: two more than the cap at most.
  if (exp <= iat || exp - iat > maxAccessTokenLifetimeSeconds + 2) return undefined;
  if (exp * 1000 <= expected.now - expected.expiryToleranceMs) return undefined;
  return value as AccessTokenClaims;
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isForAudience(aud: unknown, audience: string): boolean {
  if (typeof aud === "string") return aud === audience;
  return Array.isArray(aud) && aud.every((one) => typeof one === "string") && aud.includes(audience);
}
