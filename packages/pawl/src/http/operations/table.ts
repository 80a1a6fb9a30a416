import type { routes } from "../../protocol/names.ts";
import { docs, openApi } from "./api-docs.ts";
import { authorizationServer } from "./authorization-server.ts";
import { events } from "./events.ts";
import { healthz, readyz } from "./health.ts";
import { introspect } from "./introspect.ts";
import { jwks } from "./jwks.ts";
import { login } from "./login.ts";
import { loginTickets } from "./login-tickets.ts";
import { logout } from "./logout.ts";
import type { Operation } from "./operation.ts";
import { receipt } from "./receipt.ts";
import { refresh } from "./refresh.ts";
import { revocations } from "./revocations.ts";
import { revoke } from "./revoke.ts";
import { pollSecurityEvents } from "./security-events.ts";
import { session } from "./session.ts";
import { endOtherSessions, endSession, listSessions } from "./sessions.ts";
import { token } from "./token.ts";

/** Every path of the router, `sid` in braces as OpenAPI has it. */
export type RoutePath = (typeof routes)[keyof typeof routes] | `${(typeof routes)["sessions"]}/{sid}`;

/** Methods by the names that a router row has. */
export type Methods = Readonly<Partial<Record<"GET" | "POST" | "PUT" | "PATCH" | "DELETE", Operation>>>;

/**
 * What each row of the router takes and answers. A path without a description does not compile, nor one without a path; a
 * test holds the methods to the router's.
 */
export const operations: { readonly [Path in RoutePath]: Methods } = {
  "/login": { POST: login },
  "/refresh": { POST: refresh },
  "/receipt": { POST: receipt },
  "/logout": { POST: logout },
  "/events": { GET: events },
  "/session": { GET: session },
  "/sessions": { GET: listSessions, DELETE: endOtherSessions },
  "/sessions/{sid}": { DELETE: endSession },
  "/login-tickets": { POST: loginTickets },
  "/revocations": { GET: revocations },
  "/security-events/poll": { POST: pollSecurityEvents },
  "/.well-known/jwks.json": { GET: jwks },
  "/.well-known/oauth-authorization-server": { GET: authorizationServer },
  "/token": { POST: token },
  "/revoke": { POST: revoke },
  "/introspect": { POST: introspect },
  "/healthz": { GET: healthz },
  "/readyz": { GET: readyz },
  "/openapi.json": { GET: openApi },
  "/docs": { GET: docs },
};

/** The description of a row of the router; `undefined` if there is none. */
export function operationAt(path: string, method: string): Operation | undefined {
  const methods = new Map<string, Methods>(Object.entries(operations)).get(path) ?? {};
  return new Map<string, Operation>(Object.entries(methods)).get(method);
}
