import type { RefreshedTokens } from "../../engine/issued-tokens.ts";
import type { RefreshOptions } from "../../engine/refresh.ts";
import { SessionError } from "../../protocol/errors.ts";
import type { RefreshRequest } from "../../protocol/wire.ts";
import { seconds } from "../../session/policy.ts";
import type { HttpContext, Route } from "../context.ts";
import { clearCookie, readCookie, writeCookie } from "../cookies.ts";
import { refuseCrossOrigin } from "../csrf.ts";
import { jsonResponse } from "../json-response.ts";
import { tokenResponse } from "../payloads.ts";
import { problemResponse } from "../problem.ts";
import { readJson } from "../read-json.ts";
import { refreshRequest } from "../schemas.ts";
import { maxAgeSeconds } from "./max-age.ts";

/**
 * `POST /refresh`: a refresh token becomes a new pair. It comes by cookie and is answered by cookie, or in the body
 * and is answered in the body; never one by the other (ASVS 14.2.1).
 */
export const refresh: Route = async (ctx, request) => {
  const body = await readJson(request, refreshRequest);
  const options = optionsOf(body);
  const inBody = body?.refresh_token;
  if (inBody !== undefined) {
    const refreshed = await ctx.engine.refresh(inBody, options);
    return jsonResponse(tokenResponse(refreshed, ctx.engine.policy, refreshed.refreshToken));
  }
  refuseCrossOrigin(request, ctx.allowedOrigins);
  const token = readCookie(request, ctx.cookieName);
  if (token === undefined) throw new SessionError("refresh_token_missing");
  return byCookie(ctx, token, options);
};

function optionsOf(body: RefreshRequest = {}): RefreshOptions {
  return { knownRevision: body.known_revision, inactiveForMs: seconds(body.inactive_for ?? 0) };
}

async function byCookie(ctx: HttpContext, token: string, options: RefreshOptions): Promise<Response> {
  let refreshed: RefreshedTokens;
  try {
    refreshed = await ctx.engine.refresh(token, options);
  } catch (thrown) {
    if (!(thrown instanceof SessionError) || !endsTheCookie(thrown)) throw thrown;
    const response = problemResponse(thrown);
    response.headers.append("set-cookie", clearCookie(ctx.cookieName));
    return response;
  }
  const response = jsonResponse(tokenResponse(refreshed, ctx.engine.policy, undefined));
  // `unchanged` sets nothing: the browser holds this token, or by now a newer one that must not be overwritten.
  if (refreshed.rotation !== "unchanged") {
    const age = maxAgeSeconds(refreshed.session, ctx.clock());
    response.headers.append("set-cookie", writeCookie(ctx.cookieName, refreshed.refreshToken, age));
  }
  return response;
}

/**
 * Only the definitive end of the very session presented deletes its cookie, and not an end that another answer to
 * this browser has already told it of: after a logout or a new login the jar may hold a newer session's cookie, and
 * a late deletion would end that one.
 */
function endsTheCookie({ code, reason }: SessionError): boolean {
  if (code === "session_expired" || code === "refresh_token_reused") return true;
  return code === "session_revoked" && reason !== "logged_out" && reason !== "replaced_by_login";
}
