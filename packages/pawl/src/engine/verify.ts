import { SessionError } from "../protocol/errors.ts";
import type { AccessTokenClaims } from "../tokens/access-token.ts";
import type { KeyRing } from "../tokens/key-ring.ts";
import { type Verification, verifyAccessToken } from "../tokens/verify-access-token.ts";
import type { EngineContext } from "./context.ts";

/**
 * Verifies an access token and gives its claims.
 *
 * Guarantees everything that `verifyAccessToken` does, and that the session is not known to have ended. Reads
 * the store at most once a second, for revocations made elsewhere; with the store out of reach it goes on with
 * those it knows. Notes the receipt of the token's generation. Does not ask whether the user still exists.
 *
 * @throws SessionError `access_token_invalid`, the same for every reason (ASVS 9.1.1).
 */
export type Verify = (accessToken: string) => Promise<AccessTokenClaims>;

/** Verified tokens remembered: a repeated one costs a look-up instead of a signature check. */
const cacheCapacity = 5000;

export function createVerify(ctx: EngineContext): Verify {
  const verified = new Map<string, AccessTokenClaims>();

  function remember(token: string, claims: AccessTokenClaims): void {
    if (verified.size >= cacheCapacity) {
      for (const oldest of verified.keys()) {
        verified.delete(oldest);
        break;
      }
    }
    verified.set(token, claims);
  }

  async function check(token: string): Promise<AccessTokenClaims> {
    let ring = ctx.signingKeys.loaded() ?? (await ctx.signingKeys.ring());
    let verification = verifyWith(ctx, token, ring);
    if (verification.kind === "unknown-key") {
      ring = await ctx.signingKeys.reread();
      verification = verifyWith(ctx, token, ring);
    }
    if (verification.kind !== "verified") throw new SessionError("access_token_invalid");
    const claims = deepFreeze(verification.claims);
    remember(token, claims);
    return claims;
  }

  return async (token) => {
    let claims = verified.get(token);
    if (claims === undefined) {
      claims = await check(token);
    } else if (claims.exp * 1000 <= ctx.clock()) {
      verified.delete(token);
      throw new SessionError("access_token_invalid");
    }
    if (ctx.revocations.isStale()) await ctx.revocations.catchUp();
    if (ctx.revocations.has(claims.sid)) throw new SessionError("access_token_invalid");
    ctx.receipts.note(claims.sid, claims.gen);
    return claims;
  };
}

/**
 * The session that an access token of ours names, expired or not; for logout, which must work with an expired
 * one. `undefined` if the token was never ours.
 */
export async function sessionOfAccessToken(ctx: EngineContext, token: string): Promise<string | undefined> {
  const ring = ctx.signingKeys.loaded() ?? (await ctx.signingKeys.ring());
  const verification = verifyWith(ctx, token, ring, Number.POSITIVE_INFINITY);
  return verification.kind === "verified" ? verification.claims.sid : undefined;
}

/** No tolerance for expiry by default: issuer and verifier share a process here, or at least a store. */
function verifyWith(ctx: EngineContext, token: string, ring: KeyRing, expiryToleranceMs = 0): Verification {
  return verifyAccessToken(token, ring, {
    issuer: ctx.issuer,
    audience: ctx.audience,
    now: ctx.clock(),
    clockToleranceMs: ctx.policy.clockToleranceMs,
    expiryToleranceMs,
  });
}

/** The claims are handed to every request that brings the token, so none of them may change them. */
function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) {
    if (typeof member === "object" && member !== null) deepFreeze(member);
  }
  return Object.freeze(value);
}
