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

/** The events of `GET /revocations`, of which docs/revocations.md says what is in them. */
export const feedEvents = {
  snapshot: "snapshot",
  session: "session",
  subject: "subject",
  alive: "alive",
} as const;

export const routes = {
  login: "/login",
  loginTickets: "/login-tickets",
  refresh: "/refresh",
  logout: "/logout",
  receipt: "/receipt",
  session: "/session",
  events: "/events",
  sessions: "/sessions",
  jwks: "/.well-known/jwks.json",
  authorizationServer: "/.well-known/oauth-authorization-server",
  token: "/token",
  revoke: "/revoke",
  introspect: "/introspect",
  revocations: "/revocations",
  securityEvents: "/security-events/poll",
  healthz: "/healthz",
  readyz: "/readyz",
  openApi: "/openapi.json",
  docs: "/docs",
} as const;
