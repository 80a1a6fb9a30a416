import type { SessionFacts } from "../../session/session.ts";

/**
 * The cookie's life: to the absolute end of the session, or `undefined` for the browser session's. The server
 * never relies on it (ASVS 7.3.1).
 */
export function maxAgeSeconds(session: SessionFacts, now: number): number | undefined {
  return session.persistent ? (session.expiresAt - now) / 1000 : undefined;
}
