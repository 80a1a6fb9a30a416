import type { IncomingMessage } from "node:http";
import type { AccessTokenClaims } from "../../tokens/access-token.ts";
import { createAdmission } from "../admission.ts";
import type { AccessTokenVerifier } from "../authenticate.ts";
import { refusal } from "../require-session.ts";
import type { SessionRequirements } from "../session-requirements.ts";

/** What the guard needs of a request of Fastify's. */
export interface GuardedRequest {
  readonly raw: Pick<IncomingMessage, "headers"> & Partial<Pick<IncomingMessage, "headersDistinct">>;
}

/** What it needs of a reply. */
export interface GuardedReply {
  code(status: number): GuardedReply;
  header(name: string, value: string): GuardedReply;
  send(payload: string): GuardedReply;
}

const sessions = new WeakMap<object, AccessTokenClaims>();

/**
 * A hook that guards routes: `{ onRequest: requireSession(verifier) }`, or `app.addHook("onRequest", …)` for all of a
 * plugin's. `sessionOf(request)` then gives the claims of the access token. Otherwise the answer is our typed 401, or 403
 * for a scope that is lacking. Does not check roles.
 *
 * As `onRequest` it answers before a body is read.
 *
 * @throws TypeError that names the requirement and the fix.
 */
export function requireSession(
  verifier: AccessTokenVerifier,
  requirements?: SessionRequirements,
): (request: GuardedRequest, reply: GuardedReply) => Promise<unknown> {
  const admit = createAdmission(verifier, requirements);
  return async (request, reply) => {
    try {
      sessions.set(request, await admit(authorizationOf(request)));
      return undefined;
    } catch (thrown) {
      const response = refusal(thrown);
      reply.code(response.status);
      for (const [name, value] of response.headers) reply.header(name, value);
      // A hook that returns its reply ends the request here.
      return reply.send(await response.text());
    }
  };
}

/**
 * The claims of a request that `requireSession` let through.
 *
 * @throws TypeError if it did not: the route is not guarded.
 */
export function sessionOf(request: object): AccessTokenClaims {
  const session = sessions.get(request);
  if (session === undefined) throw new TypeError("this route has no session; guard it with requireSession");
  return session;
}

/** Two of them are joined, so that neither passes for one token. Requests of `inject()` have no list. */
function authorizationOf({ raw }: GuardedRequest): string | undefined {
  return raw.headersDistinct?.["authorization"]?.join(", ") ?? raw.headers.authorization;
}
