import type { IncomingMessage, ServerResponse } from "node:http";
import type { AccessTokenClaims, Pawl } from "pawl/server";
import type { ExpiredTokens } from "./expired-tokens.ts";
import { methodNotAllowed, notFound, sendNoContent } from "./json.ts";
import { pathOf } from "./path.ts";

/**
 * What the buttons of the session panel do. Each acts on the caller's own session only.
 *
 * `POST /api/demo/expire-access-token`: the token of this request is expired from now on.
 * `POST /api/demo/revoke-session`: ends this session as the user's other device would.
 */
export async function serveDemoControls(
  pawl: Pick<Pawl, "revoke">,
  expiredTokens: ExpiredTokens,
  claims: AccessTokenClaims,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const path = pathOf(req);
  if (path !== "/api/demo/expire-access-token" && path !== "/api/demo/revoke-session") throw notFound();
  if (req.method !== "POST") throw methodNotAllowed(res, "POST");

  if (path === "/api/demo/expire-access-token") expiredTokens.expire(claims);
  else await pawl.revoke(claims.sid, "logged_out_elsewhere");
  sendNoContent(res);
}
