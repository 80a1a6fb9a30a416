import type { AccessTokenClaims } from "../tokens/access-token.ts";
import { createAdmission } from "./admission.ts";
import type { AccessTokenVerifier } from "./authenticate.ts";
import { errorOf, problemResponse } from "./problem.ts";
import type { SessionRequirements } from "./session-requirements.ts";

/**
 * Guards a Fetch handler: it runs with the session of the request's access token, or the answer is our typed 401.
 *
 * Guarantees that `handle` runs only with a verified, unrevoked token that meets the requirements. Does not check roles,
 * and does not catch what `handle` throws.
 *
 * @throws TypeError that names the requirement and the fix.
 */
export function requireSession(
  verifier: AccessTokenVerifier,
  handle: (request: Request, session: AccessTokenClaims) => Response | Promise<Response>,
  requirements?: SessionRequirements,
): (request: Request) => Promise<Response> {
  const admit = createAdmission(verifier, requirements);
  return async (request) => {
    let session: AccessTokenClaims;
    try {
      session = await admit(request.headers.get("authorization"));
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
