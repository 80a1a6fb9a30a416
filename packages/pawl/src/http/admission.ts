import type { AccessTokenClaims } from "../tokens/access-token.ts";
import { type AccessTokenVerifier, bearerToken } from "./authenticate.ts";
import { checkRequirements, refuseInsufficient, type SessionRequirements } from "./session-requirements.ts";

/**
 * Admits a request by its `Authorization` header: gives the claims, or throws what `refusal` makes an answer of.
 *
 * @throws SessionError `access_token_missing`, `access_token_invalid`, `invalid_request`, `insufficient_scope` or
 *   `insufficient_user_authentication`; and whatever the verifier throws when it has no answer.
 */
export type Admission = (authorization: string | null | undefined) => Promise<AccessTokenClaims>;

/**
 * What all guards share, whatever the framework.
 *
 * @throws TypeError that names the requirement and the fix, once, when the route is made.
 */
export function createAdmission(
  verifier: AccessTokenVerifier,
  requirements: SessionRequirements = {},
): Admission {
  const checked = checkRequirements(verifier, requirements);
  const { revocation } = checked;
  return async (authorization) => {
    const claims = await verifier.verify(bearerToken(authorization), { revocation });
    refuseInsufficient(claims, checked);
    return claims;
  };
}
