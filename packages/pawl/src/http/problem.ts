import { type Code, codes } from "../protocol/codes.ts";
import { SessionError } from "../protocol/errors.ts";
import { problemTypePrefix, tokenType } from "../protocol/names.ts";
import type { Problem } from "../protocol/wire.ts";
import { StoreError } from "../session/store.ts";

/** What a thrown value is on the wire. Anything unforeseen is `internal_error`, and tells nothing of itself. */
export function errorOf(thrown: unknown): SessionError {
  if (thrown instanceof SessionError) return thrown;
  return new SessionError(thrown instanceof StoreError ? "store_unavailable" : "internal_error");
}

/** The failure as `application/problem+json` (RFC 9457), with its challenge (RFC 6750 §3) where it has one. */
export function problemResponse(error: SessionError): Response {
  const { code, reason, detail, revision, retryAfterMs } = error;
  const { status, title } = codes[code];
  const problem: Problem = {
    type: `${problemTypePrefix}${code}`,
    title,
    status,
    code,
    ...(reason === undefined ? {} : { reason }),
    ...(revision === undefined ? {} : { revision }),
    ...(detail === undefined ? {} : { detail }),
  };
  const headers = new Headers({ "content-type": "application/problem+json; charset=utf-8" });
  const challenge = challengeOf(code);
  if (challenge !== undefined) headers.set("www-authenticate", challenge);
  if (status === 503) headers.set("retry-after", "1");
  else if (retryAfterMs) headers.set("retry-after", String(Math.ceil(retryAfterMs / 1000)));
  return new Response(JSON.stringify(problem), { status, headers });
}

/**
 * The `WWW-Authenticate` of a code, or `undefined`. Only a presented and refused access token has an `error`
 * (RFC 6750 §3.1): by it, a client knows that refreshing will help, whoever wrote the API.
 */
export function challengeOf(code: Code): string | undefined {
  if (codes[code].wire !== "challenge") return undefined;
  const challenge = `${tokenType} realm="pawl"`;
  return code === "access_token_invalid"
    ? `${challenge}, error="invalid_token", error_description="${codes[code].title}"`
    : challenge;
}
