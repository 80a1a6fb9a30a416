import { routes } from "../protocol/names.ts";
import type { Route } from "./context.ts";
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

/** Every path and what may be done with it. No GET changes anything (ASVS 7.6.2). */
const table: ReadonlyMap<string, Methods> = new Map([
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
  [routes.jwks, new Map([["GET", jwks]])],
  [routes.revocations, new Map([["GET", revocations]])],
  [routes.securityEvents, new Map([["POST", pollSecurityEvents]])],
  [routes.healthz, new Map([["GET", healthz]])],
  [routes.readyz, new Map([["GET", readyz]])],
]);

const oneSession: Methods = new Map([["DELETE", endSession]]);
const oneSessionPrefix = `${routes.sessions}/`;

/** What a path leads to. `name` is the route's, without parameters: safe for a log. */
export interface Match {
  readonly name: string;
  readonly methods: Methods;
  readonly parameter: string;
}

/** Finds a route by a path relative to the mount. */
export function match(path: string): Match | undefined {
  const methods = table.get(path);
  if (methods !== undefined) return { name: path, methods, parameter: "" };
  // A sid is 22 characters of base64url, so nothing in it needs decoding.
  const parameter = path.startsWith(oneSessionPrefix) ? path.slice(oneSessionPrefix.length) : "";
  return /^[\w-]{22}$/.test(parameter)
    ? { name: `${oneSessionPrefix}:sid`, methods: oneSession, parameter }
    : undefined;
}
