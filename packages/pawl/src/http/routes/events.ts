import { SessionError } from "../../protocol/errors.ts";
import { seconds } from "../../session/policy.ts";
import { authenticate } from "../authenticate.ts";
import type { Route } from "../context.ts";
import { streamHeaders } from "../stream-headers.ts";

/** Who finds no room has no hurry: without the stream, an end is found out at the next request. */
const retryAfterMs = seconds(30);

/**
 * `GET /events`: tells that the session ended, when it does; as server-sent events (HTML §9.2).
 *
 * The token is verified when the stream opens. From then on it is the session that is looked at, about once a second for
 * an end that anybody decided, and at least once in the life of an access token (see `session-watch.ts`), so the stream
 * may outlive the token and never the session.
 */
export const events: Route = async (ctx, request) => {
  const { sid } = await authenticate(ctx.engine, request);
  if (request.method === "HEAD") return new Response(null, { headers: streamHeaders });
  const body = ctx.eventStreams.open(sid, request.signal);
  if (body === undefined) throw new SessionError("overloaded", { retryAfterMs });
  return new Response(body, { headers: streamHeaders });
};
