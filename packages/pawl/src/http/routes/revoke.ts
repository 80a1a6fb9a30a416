import type { Route } from "../context.ts";
import { refuseOtherClient } from "../public-client.ts";
import { readForm } from "../read-form.ts";

/**
 * `POST /revoke`: ends the session of a refresh token or of an access token, whichever it is and expired or not (RFC 7009);
 * so nothing of it works any more. `token_type_hint` is not needed, and ignored. A token that was never ours is answered like
 * one that was: 200. Needs no check for CSRF, and touches no cookie, as `POST /token`.
 */
export const revoke: Route = async ({ engine, clientId }, request) => {
  const form = await readForm(request);
  const token = form.need("token");
  refuseOtherClient(form, clientId);
  const sid = engine.sessionOfRefreshToken(token) ?? (await engine.sessionOfAccessToken(token));
  if (sid !== undefined) await engine.revoke(sid, "logged_out");
  return new Response(null, { status: 200 });
};
