/** Every route, written out a second time: what the router holds is what is tested. */
export interface RouteFacts {
  readonly path: string;
  readonly methods: readonly string[];
  /** The `Allow` of a 405, to the letter. */
  readonly allow: string;
}

export const someSid = "BBBBBBBBBBBBBBBBBBBBBB";

export const routeList: readonly RouteFacts[] = [
  { path: "/login", methods: ["POST"], allow: "POST" },
  { path: "/login-tickets", methods: ["POST"], allow: "POST" },
  { path: "/refresh", methods: ["POST"], allow: "POST" },
  { path: "/logout", methods: ["POST"], allow: "POST" },
  { path: "/receipt", methods: ["POST"], allow: "POST" },
  { path: "/events", methods: ["GET", "HEAD"], allow: "GET, HEAD" },
  { path: "/session", methods: ["GET", "HEAD"], allow: "GET, HEAD" },
  { path: "/sessions", methods: ["GET", "HEAD", "DELETE"], allow: "GET, HEAD, DELETE" },
  { path: `/sessions/${someSid}`, methods: ["DELETE"], allow: "DELETE" },
  { path: "/revocations", methods: ["GET", "HEAD"], allow: "GET, HEAD" },
  { path: "/security-events/poll", methods: ["POST"], allow: "POST" },
  { path: "/.well-known/jwks.json", methods: ["GET", "HEAD"], allow: "GET, HEAD" },
  { path: "/.well-known/oauth-authorization-server", methods: ["GET", "HEAD"], allow: "GET, HEAD" },
  { path: "/token", methods: ["POST"], allow: "POST" },
  { path: "/revoke", methods: ["POST"], allow: "POST" },
  { path: "/introspect", methods: ["POST"], allow: "POST" },
  { path: "/healthz", methods: ["GET", "HEAD"], allow: "GET, HEAD" },
  { path: "/readyz", methods: ["GET", "HEAD"], allow: "GET, HEAD" },
  { path: "/openapi.json", methods: ["GET", "HEAD"], allow: "GET, HEAD" },
  { path: "/docs", methods: ["GET", "HEAD"], allow: "GET, HEAD" },
];

export const everyMethod: readonly string[] = [
  ...["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"],
  ...["PROPFIND", "PURGE", "QUERY", "LINK", "REPORT"],
];

/** What anyone may read and cache, from any origin. */
export const publicPaths: readonly string[] = [
  ...["/.well-known/jwks.json", "/.well-known/oauth-authorization-server", "/openapi.json", "/docs"],
];
