import { type Code, codes } from "../protocol/codes.ts";
import type { SessionError } from "../protocol/errors.ts";
import type { OAuthFailure } from "../protocol/wire.ts";
import { jsonResponse } from "./json-response.ts";
import { challengeOf, problemResponse, retryAfterOf } from "./problem.ts";

/**
 * What OAuth calls a failure (RFC 6749 §5.2, RFC 8707 §2, and §4.1.2.1 of the former for the two of servers in trouble).
 *
 * OAuth clients drop their tokens at `invalid_grant`, so it stands for what is over, and for nothing else: neither for a
 * soft refusal nor for a store that is silent.
 */
const errors: Partial<Record<Code, string>> = {
  invalid_request: "invalid_request",
  content_too_large: "invalid_request",
  unsupported_media_type: "invalid_request",
  unsupported_grant_type: "unsupported_grant_type",
  invalid_client: "invalid_client",
  verifier_credential_invalid: "invalid_client",
  invalid_scope: "invalid_scope",
  invalid_target: "invalid_target",
  refresh_token_unknown: "invalid_grant",
  refresh_token_reused: "invalid_grant",
  session_expired: "invalid_grant",
  session_revoked: "invalid_grant",
  refresh_token_superseded: "temporarily_unavailable",
  overloaded: "temporarily_unavailable",
  store_unavailable: "temporarily_unavailable",
  verifier_unavailable: "temporarily_unavailable",
  internal_error: "server_error",
};

/** How OAuth clients are told of a code; `undefined` for what has no word in OAuth, which is a problem as everywhere. */
export function oauthErrorOf(code: Code): { readonly error: string; readonly status: number } | undefined {
  const error = errors[code];
  return error === undefined
    ? undefined
    : { error, status: error === "invalid_grant" ? 400 : codes[code].status };
}

/**
 * A failure in the shape of OAuth, with the code of Pawl's own table beside it. What has no word in OAuth, as a route that
 * is not there, is told as everywhere.
 */
export function oauthFailure(error: SessionError, request: Request): Response {
  const { code, reason, detail, revision } = error;
  const told = oauthErrorOf(code);
  if (told === undefined) return problemResponse(error);
  const body: OAuthFailure = {
    error: told.error,
    error_description: detail ?? codes[code].title,
    code,
    ...(reason === undefined ? {} : { reason }),
    ...(revision === undefined ? {} : { revision }),
  };
  const response = jsonResponse(body, {}, told.status);
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) response.headers.set("retry-after", retryAfter);
  if (told.status === 401) {
    response.headers.set("www-authenticate", challengeFor(request, code));
  }
  return response;
}

/** By the scheme that the caller used (RFC 6749 §5.2), or else the one that is used everywhere here. */
function challengeFor(request: Request, code: Code): string {
  const isBasic = /^basic(?:\s|$)/i.test(request.headers.get("authorization") ?? "");
  return isBasic ? 'Basic realm="pawl"' : (challengeOf(code) ?? "");
}
