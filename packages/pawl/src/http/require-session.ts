import type { AccessTokenClaims } from "../tokens/access-token.ts";
import { type AccessTokenVerifier, authenticate } from "./authenticate.ts";
import { errorOf, problemResponse } from "./problem.ts";

/**
 * Guards a Fetch handler: it runs with the session of the request's access token, or the answer is our typed 401.
 *
 * Guarantees that `handle` runs only with a verified, unrevoked token. Does not check scopes or roles, and does not
 * catch what `handle` throws.
 */
export function requireSession(
  verifier: AccessTokenVerifier,
  handle: (request: Request, session: AccessTokenClaims) => Response | Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    let session: AccessTokenClaims;
    try {
      session = await authenticate(verifier, request);
    } catch (thrown) {
      return refusal(thrown);
    }
    return handle(request, session);
  };
}

/** A guard's refusal, which no cache may keep. Shared by the guards of every framework. */
export function refusal(thrown: unknown): Response {
  const response = problemResponse(errorOf(thrown));
  response.headers.set("cache-control", "no-store");
  return response;
}
