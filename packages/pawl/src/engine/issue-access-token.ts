import type { Session } from "../session/session.ts";
import { StoreError } from "../session/store.ts";
import { type AccessTokenClaims, signAccessToken, signAccessTokenElsewhere } from "../tokens/access-token.ts";
import { encodeBase64url } from "../tokens/base64url.ts";
import type { SigningKey } from "../tokens/signing-key.ts";
import type { EngineContext } from "./context.ts";

/** An access token, and how long it is good for. */
export interface IssuedAccessToken {
  readonly accessToken: string;
  /** Whole seconds that the token is good for, from `issuedAt`. */
  readonly expiresInSeconds: number;
  /** When it was made. */
  readonly issuedAt: number;
}

/**
 * Signs an access token for a session as it stands. Its end is the policy's lifetime from now, and never beyond
 * the end of the session, absolute or by inactivity (RFC 9700 §4.14): the user may have been away for long already.
 */
export async function issueAccessToken(ctx: EngineContext, session: Session): Promise<IssuedAccessToken> {
  const ring = ctx.signingKeys.loaded() ?? (await ctx.signingKeys.ring());
  const now = ctx.clock();
  const key = ring.signerAt(now);
  if (key === undefined) throw new StoreError("no signing key can be opened with the configured secrets");
  // Rounded up, so that a token never lives shorter than promised; clipped downward, so that it never outlives.
  const exp = Math.min(
    Math.ceil((now + ctx.policy.accessTokenLifetimeMs) / 1000),
    Math.ceil((session.activeAt + ctx.policy.inactivityTimeoutMs) / 1000),
    Math.floor(session.expiresAt / 1000),
  );
  const claims: AccessTokenClaims = {
    ...session.claims,
    iss: ctx.issuer,
    sub: session.subject,
    aud: ctx.audience,
    client_id: ctx.clientId,
    iat: Math.floor(now / 1000),
    exp,
    // 128 random bits.
    jti: encodeBase64url(ctx.random(16)),
    sid: session.sid,
    gen: session.generation,
    auth_time: Math.floor(session.createdAt / 1000),
    amr: session.amr,
  };
  return {
    // A key at hand signs at once: only one that lives elsewhere costs a turn of the event loop.
    accessToken:
      key.signElsewhere === undefined ? signAccessToken(key, claims) : await signElsewhere(key, claims),
    expiresInSeconds: Math.max(0, Math.floor(exp - now / 1000)),
    issuedAt: now,
  };
}

/** A KMS without an answer is like a store without one: try later, and nobody is logged out. */
async function signElsewhere(key: SigningKey, claims: AccessTokenClaims): Promise<string> {
  try {
    return await signAccessTokenElsewhere(key, claims);
  } catch (error) {
    throw new StoreError("the key source did not sign", { cause: error });
  }
}
