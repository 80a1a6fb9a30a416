import type { IssuedTokens } from "../../engine/issued-tokens.ts";
import type { ExchangeOptions } from "../../engine/login-ticket.ts";
import { canonicalEmail } from "../../identity/email.ts";
import { SessionError } from "../../protocol/errors.ts";
import type { LoginRequest } from "../../protocol/wire.ts";
import type { HttpContext, Route } from "../context.ts";
import { readCookie, writeCookie } from "../cookies.ts";
import { refuseCrossOrigin } from "../csrf.ts";
import { jsonResponse } from "../json-response.ts";
import { tokenResponse } from "../payloads.ts";
import { readJson } from "../read-json.ts";
import { loginRequest } from "../schemas.ts";
import { maxAgeSeconds } from "./max-age.ts";

/**
 * `POST /login`: credentials, or a login ticket, become a session. Always a new one; a session whose cookie came along is ended
 * (ASVS 7.2.4). Verify first, mutate last: nothing changes for wrong credentials.
 */
export const login: Route = async (ctx, request) => {
  const body = await readJson(request, loginRequest);
  if (body === undefined) throw new SessionError("invalid_request", { detail: "The body is empty." });
  const byCookie = body.transport !== "body";
  // A login without a cookie uses no ambient credential and leaves none, so no foreign page gains by causing it.
  if (byCookie) refuseCrossOrigin(request, ctx.allowedOrigins);
  const replaced = byCookie ? sessionOfCookie(ctx, request) : undefined;

  const device = { persistent: body.remember ?? true, userAgent: request.headers.get("user-agent") };
  const issued =
    "ticket" in body
      ? await ctx.engine.exchangeLoginTicket(body.ticket, device)
      : await loginWithPassword(ctx, body, request, device);
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

async function loginWithPassword(
  ctx: HttpContext,
  { email, password }: LoginRequest,
  request: Request,
  device: ExchangeOptions,
): Promise<IssuedTokens> {
  const user = await ctx.identity.authenticate({ email, password }, request);
  if (user === null) {
    const account = ctx.pseudonym(canonicalEmail(email) ?? email);
    ctx.emit({ type: "login_failed", at: ctx.clock(), account, code: "invalid_credentials" });
    throw new SessionError("invalid_credentials");
  }
  return ctx.engine.create(user.subject, { claims: user.claims, amr: user.amr, ...device });
}

/** The session in the cookie, if it is an authentic one; a planted or broken cookie is simply replaced. */
function sessionOfCookie(ctx: HttpContext, request: Request): string | undefined {
  const token = readCookie(request, ctx.cookieName);
  return token === undefined ? undefined : ctx.engine.sessionOfRefreshToken(token);
}
