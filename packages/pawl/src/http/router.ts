import { routes } from "../protocol/names.ts";
import type { Route } from "./context.ts";
import { docs, openApi } from "./routes/api-docs.ts";
import { events } from "./routes/events.ts";
import { healthz, readyz } from "./routes/health.ts";
import { jwks } from "./routes/jwks.ts";
import { login } from "./routes/login.ts";
import { loginTickets } from "./routes/login-tickets.ts";
import { logout } from "./routes/logout.ts";
import { receipt } from "./routes/receipt.ts";
import { refresh } from "./routes/refresh.ts";
import { revocations } from "./routes/revocations.ts";
import { pollSecurityEvents } from "./routes/security-events.ts";
import { session } from "./routes/session.ts";
import { endOtherSessions, endSession, listSessions } from "./routes/sessions.ts";

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
  [routes.revocations, new Map([["GET", revocations]])],
  [routes.securityEvents, new Map([["POST", pollSecurityEvents]])],
  [routes.healthz, new Map([["GET", healthz]])],
  [routes.readyz, new Map([["GET", readyz]])],
  [routes.openApi, new Map([["GET", openApi]])],
  [routes.docs, new Map([["GET", docs]])],
]);

/** What a path leads to. `name` is the route's, without parameters: safe for a log. */
export interface Match {
  readonly name: string;
  readonly methods: Methods;
  readonly parameter: string;
}

/** Finds a route by a path relative to the mount. */
export function match(path: string): Match | undefined {
  // A sid is 22 characters of base64url, so nothing in it needs decoding.
  const isOneSession = path.startsWith(oneSessionPrefix);
  const parameter = isOneSession ? path.slice(oneSessionPrefix.length) : "";
  if (isOneSession && !/^[\w-]{22}$/.test(parameter)) return undefined;
  const name = isOneSession ? oneSession : path;
  const methods = routeTable.get(name);
  return methods && { name, methods, parameter };
}
