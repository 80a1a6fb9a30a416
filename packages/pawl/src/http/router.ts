import type { SessionError } from "../protocol/errors.ts";
import { routes } from "../protocol/names.ts";
import type { Route } from "./context.ts";
import { oauthFailure } from "./oauth-failure.ts";
import { problemResponse } from "./problem.ts";
import { docs, openApi } from "./routes/api-docs.ts";
import { authorizationServer } from "./routes/authorization-server.ts";
import { events } from "./routes/events.ts";
import { healthz, readyz } from "./routes/health.ts";
import { introspect } from "./routes/introspect.ts";
import { jwks } from "./routes/jwks.ts";
import { login } from "./routes/login.ts";
import { loginTickets } from "./routes/login-tickets.ts";
import { logout } from "./routes/logout.ts";
import { receipt } from "./routes/receipt.ts";
import { refresh } from "./routes/refresh.ts";
import { revocations } from "./routes/revocations.ts";
import { revoke } from "./routes/revoke.ts";
import { pollSecurityEvents } from "./routes/security-events.ts";
import { session } from "./routes/session.ts";
import { endOtherSessions, endSession, listSessions } from "./routes/sessions.ts";
import { token } from "./routes/token.ts";

type Methods = ReadonlyMap<string, Route>;

const oneSessionPrefix = `${routes.sessions}/`;
/** As OpenAPI writes it; no sid has braces, so no request finds this row by its name. */
const oneSession = `${oneSessionPrefix}{sid}`;

/**
 * Every path and what may be done with it. No GET changes anything (ASVS 7.6.2). What a route takes and answers is
 * described in `operations/`, file by file as in `routes/`; the tests hold every answer to it.
 */
export const routeTable: ReadonlyMap<string, Methods> = new Map([
  [routes.login, new Map([["POST", login]])],
  [routes.loginTickets, new Map([["POST", loginTickets]])],
  [routes.refresh, new Map([["POST", refresh]])],
  [routes.logout, new Map([["POST", logout]])],
  [routes.receipt, new Map([["POST", receipt]])],
  [routes.events, new Map([["GET", events]])],
  [routes.session, new Map([["GET", session]])],
  [
    routes.sessions,
    new Map([
      ["GET", listSessions],
      ["DELETE", endOtherSessions],
    ]),
  ],
  [oneSession, new Map([["DELETE", endSession]])],
  [routes.jwks, new Map([["GET", jwks]])],
  [routes.authorizationServer, new Map([["GET", authorizationServer]])],
  [routes.token, new Map([["POST", token]])],
  [routes.revoke, new Map([["POST", revoke]])],
  [routes.introspect, new Map([["POST", introspect]])],
  [routes.revocations, new Map([["GET", revocations]])],
  [routes.securityEvents, new Map([["POST", pollSecurityEvents]])],
  [routes.healthz, new Map([["GET", healthz]])],
  [routes.readyz, new Map([["GET", readyz]])],
  [routes.openApi, new Map([["GET", openApi]])],
  [routes.docs, new Map([["GET", docs]])],
]);

/** Those whose failures OAuth clients read (RFC 6749 §5.2). */
const spokenByOAuthClients: ReadonlySet<string> = new Set([routes.token, routes.revoke, routes.introspect]);

/** What a path leads to. `name` is the route's, without parameters: safe for a log. */
export interface Match {
  readonly name: string;
  readonly methods: Methods;
  readonly parameter: string;
  /** How its failures are told. */
  readonly failure: (error: SessionError, request: Request) => Response;
}

/** Finds a route by a path relative to the mount. */
export function match(path: string): Match | undefined {
  // A sid is 22 characters of base64url, so nothing in it needs decoding.
  const isOneSession = path.startsWith(oneSessionPrefix);
  const parameter = isOneSession ? path.slice(oneSessionPrefix.length) : "";
  if (isOneSession && !/^[\w-]{22}$/.test(parameter)) return undefined;
  const name = isOneSession ? oneSession : path;
  const methods = routeTable.get(name);
  const failure = spokenByOAuthClients.has(name) ? oauthFailure : problemResponse;
  return methods && { name, methods, parameter, failure };
}
