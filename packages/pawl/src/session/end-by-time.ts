import type { EndReason } from "../protocol/reasons.ts";
import type { Policy } from "./policy.ts";
import type { SessionFacts } from "./session.ts";

/** What the time of an end depends on. */
type Timed = Pick<SessionFacts, "expiresAt" | "activeAt">;
type Timeout = Pick<Policy, "inactivityTimeoutMs">;

/** Why a session is over at this instant, if by time it is. */
export function endByTime(
  session: Timed,
  now: number,
  policy: Timeout,
): Extract<EndReason, "absolute_lifetime" | "inactivity"> | undefined {
  if (now >= session.expiresAt) return "absolute_lifetime";
  return now - session.activeAt >= policy.inactivityTimeoutMs ? "inactivity" : undefined;
}

/** The instant at which it will be over, if nothing more happens. */
export function endsByTimeAt(session: Timed, policy: Timeout): number {
  return Math.min(session.activeAt + policy.inactivityTimeoutMs, session.expiresAt);
}
