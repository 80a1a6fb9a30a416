import type { Context, Handler as HonoHandler, MiddlewareHandler } from "hono";
import type { AccessTokenClaims } from "../../tokens/access-token.ts";
import { createAdmission } from "../admission.ts";
import type { AccessTokenVerifier } from "../authenticate.ts";
import type { Handler } from "../handler.ts";
import { refusal } from "../require-session.ts";
import type { SessionRequirements } from "../session-requirements.ts";

/** The variables that `requireSession` sets; give it to `new Hono<SessionVariables>()`. */
export interface SessionVariables {
  Variables: { session: AccessTokenClaims };
}

/** All routes as a Hono handler: `app.all("/auth/*", pawlRoutes(pawl))`, at the path of the issuer. */
export function pawlRoutes(pawl: { readonly handler: Handler }): HonoHandler {
  return async (c) => pawl.handler(c.req.raw.bodyUsed ? await unread(c) : c.req.raw);
}

/** The request once more, with the body that a middleware read; Hono has kept it. */
async function unread(c: Context): Promise<Request> {
  const { url, method, headers } = c.req.raw;
  return new Request(url, {
    method,
    headers,
    body: (await formThatWasRead(c)) ?? (await c.req.arrayBuffer()),
  });
}

/** A form that was read as such is kept as its fields alone, of which Hono would make another kind of body. */
async function formThatWasRead({ req }: Context): Promise<URLSearchParams | undefined> {
  const fields = await req.bodyCache.formData;
  const isOfOAuth = /^application\/x-www-form-urlencoded/i.test(req.header("content-type") ?? "");
  if (fields === undefined || !isOfOAuth) return undefined;
  return new URLSearchParams([...fields].map(([name, value]): [string, string] => [name, String(value)]));
}

/**
 * Guards the routes behind it; `c.get("session")` then gives the claims of the access token. Otherwise the answer is
 * our typed 401, or 403 for a scope that is lacking. Does not check roles.
 *
 * @throws TypeError that names the requirement and the fix.
 */
export function requireSession(
  verifier: AccessTokenVerifier,
  requirements?: SessionRequirements,
): MiddlewareHandler<SessionVariables> {
  const admit = createAdmission(verifier, requirements);
  return async (c, next) => {
    try {
      c.set("session", await admit(c.req.raw.headers.get("authorization")));
    } catch (thrown) {
      return refusal(thrown);
    }
    await next();
    return undefined;
  };
}
