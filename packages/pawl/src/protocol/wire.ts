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
export type RotationOutcome = "rotated" | "unchanged" | "replayed" | "recovered";

/** Body of `POST /login`. */
export interface LoginRequest {
  email: string;
  password: string;
  /** Default `cookie`. */
  transport?: Transport | undefined;
  /** `false` asks for a cookie that ends with the browser session. Default `true`. */
  remember?: boolean | undefined;
}

/** Body of `POST /refresh` and of `POST /logout`, when the refresh token does not come by cookie. */
export interface RefreshRequest {
  refresh_token: string;
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
  /** Lifetime of the access token in seconds, from the moment of the answer. */
  expires_in: number;
  /** Present only when the refresh token travels in the body. */
  refresh_token?: string;
  /** Present in answers of `POST /refresh`. */
  rotation?: RotationOutcome;
  session: SessionPayload;
}

/** Answer of `GET /session`. */
export interface SessionResponse {
  session: SessionPayload;
}

/** Answer of `GET /sessions`: the live sessions of the caller, newest first. */
export interface SessionsResponse {
  sessions: (SessionPayload & { current: boolean })[];
}

/** Answer of `DELETE /sessions`: how many other sessions were ended. */
export interface EndedSessionsResponse {
  ended: number;
}

/** Every failure's body (RFC 9457, `application/problem+json`). */
export interface Problem {
  /** `urn:pawl:problem:` and the code. */
  type: string;
  title: string;
  status: number;
  code: Code;
  /** Why the session ended, when the code says that it has. */
  reason?: EndReason;
  /** What exactly is wrong with this request; never holds a value that was sent. */
  detail?: string;
}
