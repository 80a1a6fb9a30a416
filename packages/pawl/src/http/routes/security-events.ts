import { SessionError } from "../../protocol/errors.ts";
import type { SecurityEventPollResponse } from "../../protocol/wire.ts";
import type { Route } from "../context.ts";
import { jsonResponse } from "../json-response.ts";
import { readJson } from "../read-json.ts";
import { securityEventPoll } from "../schemas.ts";

/** So many tokens in one answer, each signed for it; the rest is for the next one. */
const mostEvents = 100;

/**
 * `POST /security-events/poll`: revocations as security event tokens (RFC 8936, OpenID CAEP `session-revoked`), for a
 * receiver that was configured; not there at all without one. What could not be processed (`setErrs`) counts as taken: it
 * would be no better the next time.
 */
export const pollSecurityEvents: Route = async ({ receivers, engine }, request) => {
  if (!receivers.isConfigured) throw new SessionError("not_found");
  const audience = receivers.audienceOf(request);
  const asked = (await readJson(request, securityEventPoll)) ?? {};
  const { ack = [], setErrs = {}, maxEvents = mostEvents, returnImmediately = false } = asked;
  const { sets, moreAvailable } = await engine.securityEvents.poll(audience, {
    acknowledged: [...ack, ...Object.keys(setErrs)],
    maxEvents: Math.min(maxEvents, mostEvents),
    ...{ returnImmediately, signal: request.signal },
  });
  const body: SecurityEventPollResponse = { sets, ...(moreAvailable ? { moreAvailable } : {}) };
  return jsonResponse(body);
};
