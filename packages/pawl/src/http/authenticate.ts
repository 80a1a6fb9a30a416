import { SessionError } from "../protocol/errors.ts";
import type { AccessTokenClaims } from "../tokens/access-token.ts";

/** How a token's revocation is looked at; see `SessionRequirements`. */
export type RevocationCheck = "feed" | "strict" | "none";

/** What a guard needs: `createPawl` gives one, and so does `createVerifier` of `pawl/verify`. */
export interface AccessTokenVerifier {
  verify(
    accessToken: string,
    options?: { readonly revocation?: RevocationCheck | undefined },
  ): Promise<AccessTokenClaims>;
  /** What `verify` can be asked for; one that does not say looks at what it knows, always. */
  readonly revocationChecks?: readonly RevocationCheck[] | undefined;
}

/**
 * The access token of a request. Read from `Authorization` only: never from the query or a body (RFC 6750 §2,
 * ASVS 14.2.1), where it would be logged and cached.
 *
 * @throws SessionError `access_token_missing` without one; `invalid_request` for a header that is not one token.
 */
export function bearerToken(authorization: string | null | undefined): string {
  // Another scheme is somebody else's credential, so for us there is none.
  if (!authorization || !/^bearer(\s|$)/i.test(authorization)) throw new SessionError("access_token_missing");
  const match = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization);
  if (match?.[1] === undefined) {
    throw new SessionError("invalid_request", { detail: "Authorization must be one Bearer token." });
  }
  return match[1];
}

/**
 * The claims of a request's access token.
 *
 * @throws SessionError `access_token_missing`, `access_token_invalid` or `invalid_request`.
 */
export async function authenticate(
  verifier: AccessTokenVerifier,
  request: Request,
): Promise<AccessTokenClaims> {
  return await verifier.verify(bearerToken(request.headers.get("authorization")));
}
