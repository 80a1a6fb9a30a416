import { SessionError } from "../../protocol/errors.ts";
import type { EndedSessionsResponse, SessionsResponse } from "../../protocol/wire.ts";
import { authenticate } from "../authenticate.ts";
import type { Route } from "../context.ts";
import { jsonResponse, noContent } from "../json-response.ts";
import { sessionPayload } from "../payloads.ts";

/** `GET /sessions`: the caller's devices. */
export const listSessions: Route = async (ctx, request) => {
  const { sub, sid } = await authenticate(ctx.engine, request);
  const sessions = await ctx.engine.list(sub);
  const body: SessionsResponse = {
    sessions: sessions.map((one) => ({
      ...sessionPayload(one, ctx.engine.policy),
      current: one.sid === sid,
    })),
  };
  return jsonResponse(body);
};

/** `DELETE /sessions/:sid`: ends one. Somebody else's looks like none at all (ASVS 8.2.2). */
export const endSession: Route = async (ctx, request, sid) => {
  const caller = await authenticate(ctx.engine, request);
  const found = await ctx.engine.find(sid);
  if (found === undefined || found.subject !== caller.sub || found.ended !== null) {
    throw new SessionError("not_found");
  }
  await ctx.engine.revoke(sid, sid === caller.sid ? "logged_out" : "logged_out_elsewhere");
  return noContent();
};

/** `DELETE /sessions`: ends all but the caller's own. */
export const endOtherSessions: Route = async (ctx, request) => {
  const { sub, sid } = await authenticate(ctx.engine, request);
  const ended = await ctx.engine.revokeAll(sub, { reason: "logged_out_elsewhere", exceptSid: sid });
  const body: EndedSessionsResponse = { ended };
  return jsonResponse(body);
};
