/** Names that both sides must spell alike. Paths are relative to where the handler is mounted. */

/** A header that only same-origin script (or a CORS-approved origin) can set; see `http/csrf.ts`. */
export const csrfHeader = "Pawl-Csrf";
export const csrfHeaderValue = "1";

/** RFC 6750 scheme of access tokens. */
export const tokenType = "Bearer";

/** Prefix of every problem's `type` (RFC 9457 §3.1.1); the code follows. */
export const problemTypePrefix = "urn:pawl:problem:";

/** The one event of `GET /events`; its data is an `EndedEvent`. */
export const endedEventName = "session_ended";

export const routes = {
  login: "/login",
  refresh: "/refresh",
  logout: "/logout",
  receipt: "/receipt",
  session: "/session",
  events: "/events",
  sessions: "/sessions",
  jwks: "/.well-known/jwks.json",
  healthz: "/healthz",
  readyz: "/readyz",
} as const;
