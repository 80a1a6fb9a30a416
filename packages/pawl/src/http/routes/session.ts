import { SessionError } from "../../protocol/errors.ts";
import type { SessionResponse } from "../../protocol/wire.ts";
import { authenticate } from "../authenticate.ts";
import type { Route } from "../context.ts";
import { jsonResponse } from "../json-response.ts";
import { sessionPayload } from "../payloads.ts";

/** `GET /session`: who am I, on which session. */
export const session: Route = async (ctx, request) => {
  const { sid } = await authenticate(ctx.engine, request);
  const found = await ctx.engine.find(sid);
  // The verifier's list may be a second old; the row is not.
  if (found === undefined || found.ended !== null) throw new SessionError("access_token_invalid");
  const body: SessionResponse = { session: sessionPayload(found, ctx.engine.policy) };
  return jsonResponse(body);
};
