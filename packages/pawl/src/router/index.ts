/** `pawl/router`: route guards for any router that can wait and be redirected. Framework-free. */

export { type SessionGuard, type SessionGuardOptions, sessionGuard } from "./session-guard.ts";
export { returnToOf, type Wanted } from "./wanted.ts";
export { watchUser } from "./watch-user.ts";
