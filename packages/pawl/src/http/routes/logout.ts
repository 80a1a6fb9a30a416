import { SessionError } from "../../protocol/errors.ts";
import { bearerToken } from "../authenticate.ts";
import type { HttpContext, Route } from "../context.ts";
import { clearCookie, readCookie } from "../cookies.ts";
import { refuseCrossOrigin } from "../csrf.ts";
import { noContent } from "../json-response.ts";
import { readJson } from "../read-json.ts";
import { logoutRequest } from "../schemas.ts";

/**
 * `POST /logout`: ends the session that the cookie, the body's refresh token or the access token names, expired or
 * not. The answer is the same whether there was one (ASVS 7.4.1).
 */
export const logout: Route = async (ctx, request) => {
  const token = (await readJson(request, logoutRequest))?.refresh_token;
  const sids = new Set<string | undefined>();
  if (token !== undefined) {
    sids.add(ctx.engine.sessionOfRefreshToken(token));
  } else if (!request.headers.has("authorization") || request.headers.has("cookie")) {
    // Without this, a foreign page could end the session of whoever looks at it.
    refuseCrossOrigin(request, ctx.allowedOrigins);
    const cookie = cookieOf(ctx, request);
    if (cookie !== undefined) sids.add(ctx.engine.sessionOfRefreshToken(cookie));
  }
  sids.add(await sessionOfBearer(ctx, request));
  for (const sid of sids) if (sid !== undefined) await ctx.engine.revoke(sid, "logged_out");

  const response = noContent();
  response.headers.append("set-cookie", clearCookie(ctx.cookieName));
  // What pages of this origin left in the HTTP and back-forward caches goes with the session (ASVS 14.3.1).
  response.headers.set("clear-site-data", '"cache"');
  return response;
};

/** Of two cookies neither is believed; both are cleared. */
function cookieOf(ctx: HttpContext, request: Request): string | undefined {
  try {
    return readCookie(request, ctx.cookieName);
  } catch (thrown) {
    if (thrown instanceof SessionError) return undefined;
    throw thrown;
  }
}

async function sessionOfBearer(ctx: HttpContext, request: Request): Promise<string | undefined> {
  try {
    return await ctx.engine.sessionOfAccessToken(bearerToken(request.headers.get("authorization")));
  } catch (thrown) {
    if (thrown instanceof SessionError) return undefined;
    throw thrown;
  }
}
