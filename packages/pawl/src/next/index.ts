/**
 * `pawl/next`: Pawl in the App Router of Next.js, with plain Web requests and nothing of Next itself.
 *
 * The rule that all of it keeps: never rotate where Set-Cookie cannot reach the browser. Only `pawlRoutes` rotates.
 */

export { type InitialSession, initialSession } from "../http/initial-session.ts";
export type { Lazy } from "../http/lazy.ts";
export { currentSession } from "./current-session.ts";
export { type GuardPagesOptions, guardPages } from "./guard-pages.ts";
export { requireSession } from "./require-session.ts";
export { type PawlRoutes, pawlRoutes } from "./routes.ts";
