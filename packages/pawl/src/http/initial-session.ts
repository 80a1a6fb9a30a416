import type { Policy } from "../session/policy.ts";
import type { SessionFacts } from "../session/session.ts";
import { given, type Lazy } from "./lazy.ts";

/** A session as `pawl/client` shows it, and `pawl/react` takes it for `initialSession`. Plain values alone. */
export interface InitialSession {
  readonly sid: string;
  readonly subject: string;
  readonly generation: number;
  readonly amr: readonly string[];
  readonly createdAt: number;
  readonly lastActiveAt: number;
  readonly expiresAt: number;
  readonly inactivityExpiresAt: number;
  readonly userAgent: string | null;
}

/**
 * What `readSession` gave, as the browser may have it: for `<SessionProvider initialSession={…}>`, so that the page is
 * signed in from its first paint. Its claims stay on the server. Holds no token, and gives none: the client refreshes as ever.
 */
export function initialSession(
  pawl: Lazy<{ readonly policy: Policy }>,
  session: SessionFacts,
): InitialSession {
  const { sid, subject, generation, amr, createdAt, activeAt, expiresAt, userAgent } = session;
  const { inactivityTimeoutMs } = given(pawl).policy;
  return {
    ...{ sid, subject, generation, amr, createdAt, lastActiveAt: activeAt, expiresAt, userAgent },
    inactivityExpiresAt: Math.min(activeAt + inactivityTimeoutMs, expiresAt),
  };
}
