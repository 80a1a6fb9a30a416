import { SessionError } from "../protocol/errors.ts";
import type { AccessTokenClaims } from "../tokens/access-token.ts";
import { deepFreeze } from "../tokens/deep-freeze.ts";
import type { KeyRing } from "../tokens/key-ring.ts";
import { type Verification, verifyAccessToken } from "../tokens/verify-access-token.ts";
import type { EngineContext } from "./context.ts";

/**
 * Verifies an access token and gives its claims.
 *
 * Guarantees everything that `verifyAccessToken` does, and that neither the session nor the key is known to have been
 * revoked. Reads the store at most once a second, for sessions that ended elsewhere, and once in half a minute, for keys;
 * with the store out of reach it goes on with what it knows. Notes the receipt of the token's generation. Does not ask
 * whether the user still exists.
 *
 * @throws SessionError `access_token_invalid`, the same for every reason (ASVS 9.1.1).
 */
export type Verify = (accessToken: string) => Promise<AccessTokenClaims>;

/** Verified tokens remembered: a repeated one costs a look-up instead of a signature check. */
const cacheCapacity = 5000;

interface VerifiedToken {
  readonly claims: AccessTokenClaims;
  /** The key that signed it. */
  readonly kid: string;
}

export function createVerify(ctx: EngineContext): Verify {
  const verified = new Map<string, VerifiedToken>();

  function remember(token: string, one: VerifiedToken): void {
    if (verified.size >= cacheCapacity) {
      for (const oldest of verified.keys()) {
        verified.delete(oldest);
        break;
      }
    }
    verified.set(token, one);
  }

  async function check(token: string, ring: KeyRing): Promise<AccessTokenClaims> {
    const verification = await verifyWith(ctx, token, ring);
    if (verification.kind !== "verified") throw new SessionError("access_token_invalid");
    // Handed to every request that brings the token, so none of them may change them.
    const claims = deepFreeze(verification.claims);
    remember(token, { claims, kid: verification.kid });
    return claims;
  }

  return async (token) => {
    const ring = ctx.signingKeys.loaded() ?? (await ctx.signingKeys.ring());
    const known = verified.get(token);
    // The key may have been revoked since.
    const isDead = known && (known.claims.exp * 1000 <= ctx.clock() || ring.find(known.kid) === undefined);
    if (isDead) {
      verified.delete(token);
      throw new SessionError("access_token_invalid");
    }
    const claims = known?.claims ?? (await check(token, ring));
    if (ctx.revocations.isStale()) await ctx.revocations.catchUp();
    const { sid, sub: subject } = claims;
    const createdAt = claims.auth_time * 1000;
    if (ctx.revocations.hasEnded({ sid, subject, createdAt })) throw new SessionError("access_token_invalid");
    ctx.receipts.note(claims.sid, claims.gen);
    return claims;
  };
}

/**
 * The session that an access token of ours names, expired or not; for logout, which must work with an expired
 * one. `undefined` if the token was never ours. A key that another node has made just now is looked for, so that no logout
 * is answered that ends nothing.
 *
 * @throws StoreError where the keys could not be looked for.
 */
export async function sessionOfAccessToken(ctx: EngineContext, token: string): Promise<string | undefined> {
  const ring = ctx.signingKeys.loaded() ?? (await ctx.signingKeys.ring());
  const verification = await verifyWith(ctx, token, ring, Number.POSITIVE_INFINITY);
  return verification.kind === "verified" ? verification.claims.sid : undefined;
}

/**
 * By the ring, and for a key that it does not have by the ring as it is now. No tolerance for expiry by default: issuer and
 * verifier share a process here, or at least a store.
 */
async function verifyWith(
  ctx: EngineContext,
  token: string,
  ring: KeyRing,
  expiryToleranceMs = 0,
): Promise<Verification> {
  const expected = {
    issuer: ctx.issuer,
    audience: ctx.audience,
    now: ctx.clock(),
    clockToleranceMs: ctx.policy.clockToleranceMs,
    expiryToleranceMs,
  };
  const verification = verifyAccessToken(token, ring, expected);
  if (verification.kind !== "unknown-key") return verification;
  return verifyAccessToken(token, await ctx.signingKeys.reread(), expected);
}
