import type { SessionFacts } from "../../session/session.ts";

/**
 * The cookie's life: to the absolute end of the session, or `undefined` for the browser session's. The server
 * never relies on it (ASVS 7.3.1).
 */
export function maxAgeSeconds(session: SessionFacts, now: number): number | undefined {
  // Rounded down to 0 it would delete the cookie, and the next answer could not say that this is the absolute end.
  return session.persistent ? Math.max(1, (session.expiresAt - now) / 1000) : undefined;
}
