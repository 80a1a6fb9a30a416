import { canonicalEmail } from "../../identity/email.ts";
import { SessionError } from "../../protocol/errors.ts";
import type { HttpContext, Route } from "../context.ts";
import { readCookie, writeCookie } from "../cookies.ts";
import { refuseCrossOrigin } from "../csrf.ts";
import { jsonResponse } from "../json-response.ts";
import { tokenResponse } from "../payloads.ts";
import { readJson } from "../read-json.ts";
import { loginRequest } from "../schemas.ts";
import { maxAgeSeconds } from "./max-age.ts";

/**
 * `POST /login`: credentials become a session. Always a new one; a session whose cookie came along is ended
 * (ASVS 7.2.4). Verify first, mutate last: nothing changes for wrong credentials.
 */
export const login: Route = async (ctx, request) => {
  const body = await readJson(request, loginRequest);
  if (body === undefined) throw new SessionError("invalid_request", { detail: "The body is empty." });
  const byCookie = body.transport !== "body";
  // A login without a cookie uses no ambient credential and leaves none, so no foreign page gains by causing it.
  if (byCookie) refuseCrossOrigin(request, ctx.allowedOrigins);
  const replaced = byCookie ? sessionOfCookie(ctx, request) : undefined;

  const user = await ctx.identity.authenticate({ email: body.email, password: body.password }, request);
  if (user === null) {
    const account = ctx.pseudonym(canonicalEmail(body.email) ?? body.email);
    ctx.emit({ type: "login_failed", at: ctx.clock(), account, code: "invalid_credentials" });
    throw new SessionError("invalid_credentials");
  }
  const issued = await ctx.engine.create(user.subject, {
    claims: user.claims,
    amr: user.amr,
    persistent: body.remember ?? true,
    userAgent: request.headers.get("user-agent"),
  });
  if (replaced !== undefined) await ctx.engine.revoke(replaced, "replaced_by_login");

  const response = jsonResponse(
    tokenResponse(issued, ctx.engine.policy, byCookie ? undefined : issued.refreshToken),
  );
  if (byCookie) {
    const age = maxAgeSeconds(issued.session, ctx.clock());
    response.headers.append("set-cookie", writeCookie(ctx.cookieName, issued.refreshToken, age));
  }
  return response;
};

/** The session in the cookie, if it is an authentic one; a planted or broken cookie is simply replaced. */
function sessionOfCookie(ctx: HttpContext, request: Request): string | undefined {
  const token = readCookie(request, ctx.cookieName);
  return token === undefined ? undefined : ctx.engine.sessionOfRefreshToken(token);
}
