/**
 * The payloads, as they travel: snake_case, instants in integer milliseconds since the epoch (`_at`),
 * `expires_in` in seconds (RFC 6749 §5.1). The server's validators are typed by these interfaces and the
 * client reads by them, so the two cannot drift apart.
 */

import type { Code } from "./codes.ts";
import type { EndReason } from "./reasons.ts";

/** Where the refresh token travels: in an HttpOnly cookie (browsers), or in the body (native clients). */
export type Transport = "cookie" | "body";

/** How a refresh was answered; see the decision table in docs/protocol.md. */
export type RotationOutcome = "rotated" | "unchanged" | "replayed" | "recovered" | "adopted";

/** Body of `POST /login` with e-mail and password. */
export interface LoginRequest {
  email: string;
  password: string;
  /** Default `cookie`. */
  transport?: Transport | undefined;
  /** `false` asks for a cookie that ends with the browser session. Default `true`. */
  remember?: boolean | undefined;
}

/** Body of `POST /login` with a ticket of `POST /login-tickets`, instead of e-mail and password. */
export interface TicketLoginRequest {
  ticket: string;
  /** Default `cookie`. */
  transport?: Transport | undefined;
  /** As in `LoginRequest`. */
  remember?: boolean | undefined;
}

/** Body of `POST /login-tickets`: who has logged in. */
export interface LoginTicketRequest {
  subject: string;
  /** Extra claims for each access token of the session. */
  claims?: Record<string, unknown> | undefined;
  /** How the user authenticated (RFC 8176). Default: none stated. */
  amr?: string[] | undefined;
}

/** Answer of `POST /login-tickets`. */
export interface LoginTicketResponse {
  /** A secret, good once, for the browser of the user alone. */
  ticket: string;
  /** Its lifetime in seconds. */
  expires_in: number;
}

/** Body of `POST /logout`, when the refresh token does not come by cookie. */
export interface LogoutRequest {
  refresh_token?: string | undefined;
}

/** Body of `POST /refresh`. */
export interface RefreshRequest {
  /** When it does not come by cookie. */
  refresh_token?: string | undefined;
  /**
   * The newest `revision` that the sender has been told of, in a token answer or in a `refresh_token_superseded`; null
   * if none. Who always states it is never taken for a thief because a request or an answer was slow. It can make a
   * request weaker, never stronger.
   */
  known_revision?: string | null | undefined;
  /**
   * How many whole seconds ago the user was last active, as opposed to their page; at most 400 days. The inactivity
   * timeout runs from then. Missing: now. It can only shorten what the session would have had, never lengthen it, and
   * takes back no activity that was stated before.
   */
  inactive_for?: number | undefined;
}

/** A session, as its owner may see it. Holds no secret and no digest. */
export interface SessionPayload {
  sid: string;
  subject: string;
  generation: number;
  amr: string[];
  created_at: number;
  last_active_at: number;
  /** The absolute end; rotation never moves it. */
  expires_at: number;
  /** The end by inactivity, if nothing happens until then. */
  inactivity_expires_at: number;
  user_agent: string | null;
}

/** Answer of `POST /login` and `POST /refresh`. */
export interface TokenResponse {
  access_token: string;
  token_type: "Bearer";
  /** Lifetime of the access token in seconds, from `issued_at`. */
  expires_in: number;
  /** What the server's clock said when it made this answer. */
  issued_at: number;
  /** Present only when the refresh token travels in the body. */
  refresh_token?: string;
  /** Present in answers of `POST /refresh`. */
  rotation?: RotationOutcome;
  /** How far the session has come; opaque, not secret. To be stated as `known_revision` at the next refresh. */
  revision: string;
  session: SessionPayload;
}

/** Answer of `GET /session`. */
export interface SessionResponse {
  session: SessionPayload;
}

/** One of the sessions in a list. */
export interface ListedSession extends SessionPayload {
  /** Whether it is the session that asked. */
  current: boolean;
}

/** Answer of `GET /sessions`: the live sessions of the caller, newest first. */
export interface SessionsResponse {
  sessions: ListedSession[];
}

/** Answer of `DELETE /sessions`: how many other sessions were ended. */
export interface EndedSessionsResponse {
  ended: number;
}

/** The data of the event `session_ended` of `GET /events`, after which nothing follows. */
export interface EndedEvent {
  reason: EndReason;
}

/** A session that ended, in the feed of revocations. */
export interface RevokedSession {
  sid: string;
  ended_at: number;
}

/**
 * All sessions of a subject that ended at once: those whose `auth_time`, which is in whole seconds, is before the second of
 * `ended_at`; except one, if named. Several of one subject add up.
 */
export interface RevokedSubject {
  sub: string;
  ended_at: number;
  except_sid?: string;
}

/** Answer of `GET /revocations`, and data of the event `snapshot`: everything that ended within `keep_ms`. */
export interface RevocationsResponse {
  /** How far the feed has come; opaque. */
  id: string;
  /** When the store last told this server what ended: how current it is, by the server's clock. */
  as_of: number;
  /** Longer than any access token lives: after it an entry may be forgotten. */
  keep_ms: number;
  sessions: RevokedSession[];
  subjects: RevokedSubject[];
}

/** Data of the event `alive`. */
export interface FeedAlive {
  as_of: number;
}

/** Body of `POST /security-events/poll`, in the words of RFC 8936. */
export interface SecurityEventPollRequest {
  /** The `jti`s of the tokens that were taken. */
  ack?: string[] | undefined;
  /** Those that could not be, each with why. */
  setErrs?: Record<string, unknown> | undefined;
  /** At most so many; 0 only acknowledges. */
  maxEvents?: number | undefined;
  /** `true` asks for an answer at once; otherwise one that would be empty waits for up to 20 seconds. */
  returnImmediately?: boolean | undefined;
}

/** Answer of `POST /security-events/poll`, in the words of RFC 8936. */
export interface SecurityEventPollResponse {
  /** Security event tokens by their `jti`. */
  sets: Record<string, string>;
  /** Whether the next poll would find more at once; left out if not. */
  moreAvailable?: true;
}

/** Answer of `GET /healthz` and `GET /readyz`. */
export interface HealthResponse {
  status: "ok";
}

/** Form of `POST /token` (RFC 6749 §6). */
export interface OAuthTokenRequest {
  grant_type: "refresh_token";
  refresh_token: string;
  client_id?: string;
  scope?: string;
  /** RFC 8707. */
  resource?: string;
  audience?: string;
  /** As in `RefreshRequest`. */
  known_revision?: string;
  /** As in `RefreshRequest`. */
  inactive_for?: number;
}

/** Form of `POST /revoke` (RFC 7009 §2.1). */
export interface RevocationRequest {
  token: string;
  token_type_hint?: string;
  client_id?: string;
}

/** Form of `POST /introspect` (RFC 7662 §2.1). */
export interface IntrospectionRequest {
  token: string;
  token_type_hint?: string;
  client_id?: string;
  client_secret?: string;
}

/** Answer of `POST /token`. */
export interface OAuthTokenResponse extends TokenResponse {
  refresh_token: string;
  /** Of the access token, where it has one (RFC 6749 §5.1). */
  scope?: string;
}

/** Answer of `POST /introspect` for an access token that is good now (RFC 7662 §2.2): its claims, and these. */
export interface ActiveToken {
  active: true;
  token_type: "Bearer";
  iss: string;
  sub: string;
  aud: string | readonly string[];
  client_id: string;
  iat: number;
  exp: number;
  jti: string;
  sid: string;
  gen: number;
  auth_time: number;
  amr: readonly string[];
  scope?: string;
  [claim: string]: unknown;
}

/** Answer of `POST /introspect` for everything else, of which nothing is told. */
export interface InactiveToken {
  active: false;
}

/** Answer of `POST /introspect`. */
export type IntrospectionResponse = ActiveToken | InactiveToken;

/** `GET /.well-known/oauth-authorization-server` (RFC 8414 §2). */
export interface AuthorizationServerMetadata {
  issuer: string;
  token_endpoint: string;
  revocation_endpoint: string;
  introspection_endpoint?: string;
  jwks_uri: string;
  grant_types_supported: string[];
  /** None: there is no authorization endpoint. */
  response_types_supported: string[];
  token_endpoint_auth_methods_supported: string[];
  revocation_endpoint_auth_methods_supported: string[];
  introspection_endpoint_auth_methods_supported?: string[];
}

/** Every failure's body at `POST /token`, `/revoke` and `/introspect` (RFC 6749 §5.2). */
export interface OAuthFailure {
  /** What OAuth clients go by. */
  error: string;
  error_description: string;
  /** What Pawl calls it, everywhere. */
  code: Code;
  /** As in `Problem`. */
  reason?: EndReason;
  /** As in `Problem`. */
  revision?: string;
}

/** Every other failure's body (RFC 9457, `application/problem+json`). */
export interface Problem {
  /** `urn:pawl:problem:` and the code. */
  type: string;
  title: string;
  status: number;
  code: Code;
  /** Why the session ended, when the code says that it has. */
  reason?: EndReason;
  /** With `refresh_token_superseded`: what to state as `known_revision` at the next try. */
  revision?: string;
  /** What exactly is wrong with this request; never holds a value that was sent. */
  detail?: string;
}
