import { SessionError } from "../../protocol/errors.ts";
import { seconds } from "../../session/policy.ts";
import type { Route } from "../context.ts";
import { streamHeaders } from "../stream-headers.ts";

/** Without the stream, a verifier asks for the list now and then. */
const retryAfterMs = seconds(5);

/**
 * `GET /revocations`: what ended within one access-token life, for those that check access tokens elsewhere; as a snapshot,
 * or, for who accepts `text/event-stream`, as a stream that goes on (HTML §9.2). With a verifier's credential, and not there
 * at all where none is configured.
 */
export const revocations: Route = async ({ verifiers, revocationStreams }, request) => {
  if (!verifiers.isConfigured) throw new SessionError("not_found");
  verifiers.check(request);
  if (!acceptsEvents(request)) {
    const headers = { "content-type": "application/json; charset=utf-8", vary: "Accept" };
    return new Response(await revocationStreams.json(), { headers });
  }
  const headers = { ...streamHeaders, vary: "Accept" };
  if (request.method === "HEAD") return new Response(null, { headers });
  const body = await revocationStreams.open(request.headers.get("last-event-id"), request.signal);
  if (body === undefined) throw new SessionError("overloaded", { retryAfterMs });
  return new Response(body, { headers });
};

function acceptsEvents({ headers }: Request): boolean {
  return /(?:^|,)\s*text\/event-stream\s*(?:;|,|$)/i.test(headers.get("accept") ?? "");
}
