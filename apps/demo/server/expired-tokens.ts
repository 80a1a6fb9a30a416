import type { AccessTokenVerifier } from "pawl/http";
import { type AccessTokenClaims, SessionError } from "pawl/server";

/** A verifier that treats some access tokens as expired before their time. */
export interface ExpiredTokens extends AccessTokenVerifier {
  /** From now on this token is refused, exactly as it will be when it expires by itself. */
  expire(claims: AccessTokenClaims): void;
}

/**
 * Puts a list of tokens in front of a verifier, so that one need not wait to see what happens at expiry.
 *
 * Only a demo needs this. To end a session there is `pawl.revoke`; a token that merely expires is what the client's
 * refresh is for. The list is in memory and so belongs to one server.
 */
export function createExpiredTokens(
  verifier: AccessTokenVerifier,
  clock: () => number = Date.now,
): ExpiredTokens {
  /** `jti`, and the second at which the token expires by itself and can be forgotten. */
  const expiring = new Map<string, number>();

  return {
    async verify(accessToken) {
      const claims = await verifier.verify(accessToken);
      if (expiring.has(claims.jti)) throw new SessionError("access_token_invalid");
      return claims;
    },
    expire({ jti, exp }) {
      for (const [known, expiresAtSeconds] of expiring) {
        if (expiresAtSeconds * 1000 <= clock()) expiring.delete(known);
      }
      expiring.set(jti, exp);
    },
  };
}
