import type { RefreshOptions } from "../../engine/refresh.ts";
import { SessionError } from "../../protocol/errors.ts";
import type { OAuthTokenResponse } from "../../protocol/wire.ts";
import { seconds } from "../../session/policy.ts";
import type { HttpContext, Route } from "../context.ts";
import { jsonResponse } from "../json-response.ts";
import { tokenResponse } from "../payloads.ts";
import { refuseOtherClient } from "../public-client.ts";
import { type Form, readForm } from "../read-form.ts";
import { maxInactiveSeconds } from "../schemas.ts";

/**
 * `POST /token`: a refresh token becomes a new pair, as OAuth clients ask for it (RFC 6749 §6); for public clients.
 *
 * Neither reads nor sets the cookie, whatever comes along. So it needs no check for CSRF: a request that names its own token
 * uses no ambient credential, and a foreign page that can name it gains nothing by using somebody's browser. Everything is
 * looked at before anything rotates.
 */
export const token: Route = async (ctx, request) => {
  const form = await readForm(request);
  if (form.need("grant_type") !== "refresh_token") throw new SessionError("unsupported_grant_type");
  const refreshToken = form.need("refresh_token");
  refuseOtherClient(form, ctx.clientId);
  refuseOtherTarget(form, ctx);
  const refreshed = await ctx.engine.refresh(refreshToken, optionsOf(form));
  const { scope } = refreshed;
  const body: OAuthTokenResponse = {
    ...tokenResponse(refreshed, ctx.engine.policy, refreshed.refreshToken),
    refresh_token: refreshed.refreshToken,
    ...(scope === undefined ? {} : { scope }),
  };
  return jsonResponse(body);
};

/** Tokens are for one audience, so whoever names a resource (RFC 8707) can mean only that. */
function refuseOtherTarget(form: Form, { audience }: HttpContext): void {
  const targets = [...form.all("resource"), ...form.all("audience")];
  if (targets.some((target) => target !== audience)) throw new SessionError("invalid_target");
}

/** `known_revision` and `inactive_for` as in `POST /refresh`; any text that is no revision says that none was seen. */
function optionsOf(form: Form): RefreshOptions {
  const inactiveFor = form.get("inactive_for") ?? "0";
  if (!/^\d{1,8}$/.test(inactiveFor) || Number(inactiveFor) > maxInactiveSeconds) {
    throw new SessionError("invalid_request", { detail: "inactive_for is not in whole seconds." });
  }
  return {
    knownRevision: form.get("known_revision"),
    inactiveForMs: seconds(Number(inactiveFor)),
    scope: form.get("scope"),
  };
}
