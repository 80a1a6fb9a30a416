/**
 * Why a session ended. The closed list that travels from the decision to the store, the answer, the log and
 * the screen. Expired is by time, revoked is by decision.
 */
export const endReasons = [
  "inactivity",
  "absolute_lifetime",
  "logged_out",
  "logged_out_elsewhere",
  "replaced_by_login",
  "revoked_by_admin",
  "refresh_token_reused",
  "password_changed",
  "user_disabled",
] as const;

/** One of `endReasons`. */
export type EndReason = (typeof endReasons)[number];

/** True for a string that names a reason; the guard for values that come from a store or over the wire. */
export function isEndReason(value: unknown): value is EndReason {
  return (endReasons as readonly unknown[]).includes(value);
}
