/**
 * Every way a request can fail, in one closed table.
 *
 * The same string is the thrown error's `code`, the problem body's `code`, the audit event's `code` and the
 * heading in docs/errors.md; a test holds all of them together, in both directions.
 */

/**
 * How a failure is told: an RFC 6750 challenge beside the body, the RFC 9457 problem body alone, or the body of RFC 6749
 * §5.2 alone, for those that only OAuth clients meet. The others are told to those in that shape, too.
 */
export type WireForm = "challenge" | "problem" | "oauth";

/**
 * What the browser client does about a failure.
 *
 * `refresh`: refresh once and retry · `retry`: try again later, nothing is lost · `end`: the session is over,
 * tell the user · `report`: hand it to the caller.
 */
export type ClientAction = "refresh" | "retry" | "end" | "report";

/** A row of the table. */
export interface CodeFacts {
  readonly status: number;
  readonly wire: WireForm;
  readonly retryable: boolean;
  readonly client: ClientAction;
  /** One sentence for the developer who meets it; becomes the problem's `title`. */
  readonly title: string;
  /** One sentence for the person at the screen. */
  readonly userText: string;
}

const broken = "Something went wrong. Please try again.";
const soon = "The service is busy. Please try again in a moment.";
const over = "Your session has ended. Please log in again.";

/** The name of a failure, everywhere. New ones are added; none changes its meaning. */
export type Code =
  | "invalid_request"
  | "duplicate_cookie"
  | "unsupported_grant_type"
  | "invalid_client"
  | "invalid_scope"
  | "invalid_target"
  | "invalid_credentials"
  | "verifier_credential_invalid"
  | "service_credential_invalid"
  | "access_token_missing"
  | "access_token_invalid"
  | "insufficient_user_authentication"
  | "refresh_token_missing"
  | "refresh_token_unknown"
  | "refresh_token_reused"
  | "session_expired"
  | "session_revoked"
  | "csrf_rejected"
  | "insufficient_scope"
  | "not_found"
  | "method_not_allowed"
  | "refresh_token_superseded"
  | "content_too_large"
  | "unsupported_media_type"
  | "internal_error"
  | "overloaded"
  | "store_unavailable"
  | "verifier_unavailable";

/** The table: what each failure is on the wire, for the client and for the reader. */
export const codes: Readonly<Record<Code, CodeFacts>> = {
  invalid_request: {
    status: 400,
    wire: "problem",
    retryable: false,
    client: "report",
    title: "The request is malformed.",
    userText: broken,
  },
  duplicate_cookie: {
    status: 400,
    wire: "problem",
    retryable: true,
    client: "report",
    title: "The refresh-token cookie was sent twice; both were cleared and neither was used.",
    userText: over,
  },
  unsupported_grant_type: {
    status: 400,
    wire: "oauth",
    retryable: false,
    client: "report",
    title: "The token endpoint takes grant_type=refresh_token only.",
    userText: broken,
  },
  invalid_client: {
    status: 400,
    wire: "oauth",
    retryable: false,
    client: "report",
    title: "The client_id is not the one that tokens are made for here.",
    userText: broken,
  },
  invalid_scope: {
    status: 400,
    wire: "oauth",
    retryable: false,
    client: "report",
    title: "More scopes were asked for than the session was granted.",
    userText: broken,
  },
  invalid_target: {
    status: 400,
    wire: "oauth",
    retryable: false,
    client: "report",
    title: "Tokens are made for another resource than the one that was asked for.",
    userText: broken,
  },
  invalid_credentials: {
    status: 401,
    wire: "challenge",
    retryable: false,
    client: "report",
    title: "The credentials are not valid.",
    userText: "E-mail or password is not right.",
  },
  verifier_credential_invalid: {
    status: 401,
    wire: "challenge",
    retryable: false,
    client: "report",
    title: "This route needs the credential of a verifier.",
    userText: broken,
  },
  service_credential_invalid: {
    status: 401,
    wire: "challenge",
    retryable: false,
    client: "report",
    title: "This route needs the credential of a service.",
    userText: broken,
  },
  access_token_missing: {
    status: 401,
    wire: "challenge",
    retryable: false,
    client: "refresh",
    title: "This route needs an access token.",
    userText: "Please log in.",
  },
  access_token_invalid: {
    status: 401,
    wire: "challenge",
    retryable: false,
    client: "refresh",
    title: "The access token is expired, revoked or not valid here.",
    userText: over,
  },
  insufficient_user_authentication: {
    status: 401,
    wire: "challenge",
    retryable: false,
    client: "report",
    title: "The login was too long ago or not strong enough for this route; the user has to log in again.",
    userText: "Please log in again to continue.",
  },
  refresh_token_missing: {
    status: 401,
    wire: "challenge",
    retryable: false,
    client: "end",
    title: "The request carries no refresh token.",
    userText: "Please log in.",
  },
  refresh_token_unknown: {
    status: 401,
    wire: "challenge",
    retryable: false,
    client: "end",
    title: "The refresh token is not one that this server knows.",
    userText: over,
  },
  refresh_token_reused: {
    status: 401,
    wire: "challenge",
    retryable: false,
    client: "end",
    title: "A superseded refresh token was used again; the session was revoked.",
    userText: "For your safety this session was ended. Please log in again.",
  },
  session_expired: {
    status: 401,
    wire: "challenge",
    retryable: false,
    client: "end",
    title: "The session is past its inactivity timeout or its absolute lifetime.",
    userText: "Your session has expired. Please log in again.",
  },
  session_revoked: {
    status: 401,
    wire: "challenge",
    retryable: false,
    client: "end",
    title: "The session was ended by a decision: a logout, another device or an administrator.",
    userText: over,
  },
  csrf_rejected: {
    status: 403,
    wire: "problem",
    retryable: false,
    client: "report",
    title: "The request lacks the Pawl-Csrf header, or does not come from an allowed origin.",
    userText: broken,
  },
  insufficient_scope: {
    status: 403,
    wire: "challenge",
    retryable: false,
    client: "report",
    title: "The access token lacks a scope that this route needs.",
    userText: "You are not allowed to do this.",
  },
  not_found: {
    status: 404,
    wire: "problem",
    retryable: false,
    client: "report",
    title: "There is nothing here.",
    userText: "That was not found.",
  },
  method_not_allowed: {
    status: 405,
    wire: "problem",
    retryable: false,
    client: "report",
    title: "This route does not take this method; the Allow header lists those it takes.",
    userText: broken,
  },
  refresh_token_superseded: {
    status: 409,
    wire: "problem",
    retryable: true,
    client: "retry",
    title: "A newer refresh token exists; try again with the newest cookie.",
    userText: soon,
  },
  content_too_large: {
    status: 413,
    wire: "problem",
    retryable: false,
    client: "report",
    title: "The request body is larger than 16 KiB.",
    userText: broken,
  },
  unsupported_media_type: {
    status: 415,
    wire: "problem",
    retryable: false,
    client: "report",
    title: "This route takes no body of this media type.",
    userText: broken,
  },
  internal_error: {
    status: 500,
    wire: "problem",
    retryable: true,
    client: "retry",
    title: "The server failed; nothing about the session was decided.",
    userText: broken,
  },
  overloaded: {
    status: 503,
    wire: "problem",
    retryable: true,
    client: "retry",
    title: "Too many requests are waiting; try again after the time in Retry-After.",
    userText: soon,
  },
  store_unavailable: {
    status: 503,
    wire: "problem",
    retryable: true,
    client: "retry",
    title: "The session store gave no answer; nothing about the session was decided.",
    userText: soon,
  },
  verifier_unavailable: {
    status: 503,
    wire: "problem",
    retryable: true,
    client: "retry",
    title: "The access token could not be checked; nothing about the session was decided.",
    userText: soon,
  },
};
