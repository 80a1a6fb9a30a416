import { SessionError } from "../protocol/errors.ts";
import type { AccessTokenClaims } from "../tokens/access-token.ts";
import { checkClaims } from "../tokens/check-claims.ts";
import { deepFreeze } from "../tokens/deep-freeze.ts";
import { maxJsonDepth } from "../tokens/limits.ts";
import { parseStrictJson } from "../tokens/strict-json.ts";
import { parseCompactJws } from "./compact-jws.ts";
import { hasSigned, type VerificationKey } from "./keys/public-key.ts";
import { checkVerifierOptions, type VerifierOptions } from "./options.ts";
import { createRecent } from "./recent.ts";
import { VerifierUnavailableError } from "./verifier-unavailable-error.ts";

/**
 * How a token's revocation is looked at. `feed`: against what the revocation source has heard, without I/O. `strict`: by
 * asking the issuer, once a request. `none`: not at all; the token is good until it expires.
 */
export type RevocationCheck = "feed" | "strict" | "none";

/** How one token is to be verified. */
export interface VerifyOptions {
  /** Default `feed`, if the verifier has a revocation source, else `none`. */
  readonly revocation?: RevocationCheck | undefined;
}

/** Verifies access tokens of one issuer, for one audience. */
export interface Verifier {
  /**
   * The claims of an access token; frozen, since every request with this token is given the same.
   *
   * @throws SessionError `access_token_invalid`, the same for every reason (ASVS 9.1.1).
   * @throws VerifierUnavailableError when there is no key, no feed or no issuer to tell by: 503, never 401.
   */
  verify(accessToken: string, options?: VerifyOptions): Promise<AccessTokenClaims>;
  /** What `verify` can be asked for, by its options. */
  readonly revocationChecks: readonly RevocationCheck[];
  /** Ends the connection of the revocation source. */
  close(): void;
}

interface VerifiedToken {
  readonly claims: AccessTokenClaims;
  readonly key: VerificationKey;
}

/**
 * Makes a verifier of access tokens, for any runtime with WebCrypto: Node, Bun, Deno, Workers.
 *
 * Guarantees what security reviews ask of a JWT verifier (RFC 8725, RFC 9068 §4): an exact list of algorithms, each bound
 * to its key; keys by `kid` from the issuer's JWKS alone; size before decoding, one spelling, no member twice; the
 * signature before any claim; every claim's type and bound; one error for every reason. A token that was verified before
 * costs a look-up, and is still refused once it has expired, its session has ended or its key is gone.
 *
 * Does not check scopes, roles or the age of the login: that is for the guard of a route. Does not know whether the user
 * still exists. Makes no request before the first token.
 *
 * @throws TypeError that names the option and the fix.
 *
 * @example
 * const verifier = createVerifier({
 *   issuer: "https://app.example/auth",
 *   audience: "https://api.example",
 *   jwks: "https://app.example/auth/.well-known/jwks.json",
 * });
 * const { sub } = await verifier.verify(accessToken);
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const settings = checkVerifierOptions(options);
  const { issuer, audience, keys, revocations, introspect, clockToleranceMs, clock } = settings;
  const verified = createRecent<VerifiedToken>(settings.cacheSize);
  const revocationChecks: readonly RevocationCheck[] = [
    "none",
    ...(revocations === undefined ? [] : ["feed" as const]),
    ...(introspect === undefined ? [] : ["strict" as const]),
  ];
  const usualCheck = revocations === undefined ? "none" : "feed";

  /** Everything but revocation, from the start. */
  async function check(token: string): Promise<AccessTokenClaims> {
    const jws = parseCompactJws(token);
    const key = jws && (await keys.find(jws.kid));
    if (jws === undefined || key === undefined || !(await hasSigned(key, jws))) throw refused();
    const times = { now: clock(), clockToleranceMs, expiryToleranceMs: clockToleranceMs };
    const claims = checkClaims(parseStrictJson(jws.payload, maxJsonDepth), { issuer, audience, ...times });
    if (claims === undefined) throw refused();
    deepFreeze(claims);
    if (settings.cacheSize > 0) verified.set(token, { claims, key });
    return claims;
  }

  /** The same, by a look-up where that is possible. */
  async function claimsOf(token: string): Promise<AccessTokenClaims> {
    const known = verified.get(token);
    if (known === undefined) return await check(token);
    const settling = keys.settle();
    if (settling !== undefined) await settling;
    const isExpired = known.claims.exp * 1000 <= clock() - clockToleranceMs;
    if (!isExpired && keys.holds(known.key)) return known.claims;
    verified.delete(token);
    if (isExpired) throw refused();
    return await check(token);
  }

  async function isRevoked(token: string, claims: AccessTokenClaims, by: RevocationCheck): Promise<boolean> {
    if (by === "strict") return !(await isActive(token, claims));
    if (by === "none" || revocations === undefined) return false;
    const settling = revocations.settle?.();
    if (settling !== undefined) await settling;
    return revocations.isRevoked(claims);
  }

  async function isActive(token: string, claims: AccessTokenClaims): Promise<boolean> {
    try {
      return (await introspect?.(token, claims)) === true;
    } catch (cause) {
      throw new VerifierUnavailableError("the issuer cannot be asked", { retryAfterMs: 1000, cause });
    }
  }

  return {
    async verify(token, { revocation = usualCheck } = {}) {
      if (!revocationChecks.includes(revocation)) throw unsupported(revocation);
      const claims = await claimsOf(token);
      if (await isRevoked(token, claims, revocation)) throw refused();
      return claims;
    },
    revocationChecks,
    close: () => revocations?.close?.(),
  };
}

/** One error for every reason: nobody learns which part of a forgery was right. */
function refused(): SessionError {
  return new SessionError("access_token_invalid");
}

function unsupported(revocation: unknown): TypeError {
  const fix = revocation === "strict" ? "give createVerifier introspect" : "give createVerifier revocations";
  return new TypeError(`revocation cannot be ${JSON.stringify(revocation)} here: ${fix}`);
}
