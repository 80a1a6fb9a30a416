import type { Ended } from "../session/store.ts";
import { encodeBase64url } from "../tokens/base64url.ts";
import type { SecurityEventClaims } from "../tokens/security-event-token.ts";

const eventType = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";

/**
 * The name of an entry, the same at every server and each time: so a receiver that is told twice, by two servers or because
 * its acknowledgement was lost, knows that it is the same (RFC 8417 §2.2).
 */
export function jtiOf(end: Ended): string {
  if ("sid" in end) return `${end.sid}.${end.endedAt}`;
  const { subject, endedAt, exceptSid } = end;
  return `${encodeBase64url(new TextEncoder().encode(subject))}.${endedAt}.${exceptSid ?? ""}`;
}

/**
 * An entry as the OpenID Continuous Access Evaluation Profile says it: `session-revoked`, of one session, or of all sessions
 * of a user. The profile has no word for the one that was left alone, so that is named beside it, in `except_sid`; a
 * receiver that does not know the member ends one session too many, and none too few.
 */
export function sessionRevoked(
  end: Ended,
  issuer: string,
  audience: string,
  now: number,
): SecurityEventClaims {
  const event = { event_timestamp: Math.floor(end.endedAt / 1000) };
  const named = { iss: issuer, iat: Math.floor(now / 1000), jti: jtiOf(end), aud: audience };
  if ("sid" in end) {
    const session = { format: "opaque", id: end.sid };
    return { ...named, sub_id: { format: "complex", session }, events: { [eventType]: event } };
  }
  const user = { format: "iss_sub", iss: issuer, sub: end.subject };
  const spared = end.exceptSid === null ? {} : { except_sid: end.exceptSid };
  return { ...named, sub_id: { format: "complex", user }, events: { [eventType]: { ...event, ...spared } } };
}
