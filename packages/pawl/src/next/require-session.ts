import type { AccessTokenVerifier } from "../http/authenticate.ts";
import { given, type Lazy } from "../http/lazy.ts";
import { requireSession as requireFetchSession } from "../http/require-session.ts";
import type { AccessTokenClaims } from "../tokens/access-token.ts";

/**
 * Guards a route handler: it runs with the session of the request's access token, or the answer is our typed 401, upon
 * which the client refreshes and asks again.
 *
 * Guarantees that `handle` runs only with a verified, unrevoked token from `Authorization`; a cookie alone never opens a
 * route, so no other site's form can. Does not check scopes or roles, and does not catch what `handle` throws.
 *
 * @param handle is given the request, the claims, and Next's own second argument with `params`.
 *
 * @example
 * export const GET = requireSession(pawl, (_request, session) => Response.json(notesOf(session.sub)));
 */
export function requireSession<Incoming extends Request, Context>(
  pawl: Lazy<AccessTokenVerifier>,
  handle: (request: Incoming, session: AccessTokenClaims, context: Context) => Response | Promise<Response>,
): (request: Incoming, context: Context) => Promise<Response> {
  return (request, context) =>
    requireFetchSession(given(pawl), (_, session) => handle(request, session, context))(request);
}
