import { type EndReason, endReasons, isEndReason } from "../protocol/reasons.ts";
import type { EngineContext } from "./context.ts";

/**
 * Ends one session. True if this call ended it; false if there was none, or it had ended before.
 *
 * Guarantees that from the moment it returns the session's access tokens are refused in this process at once,
 * and in others that share the store within about a second, as it is at verifiers that follow the feed; its refresh
 * token everywhere at once.
 *
 * @throws TypeError for a reason that is not one of `endReasons`; `StoreError` when the store gives no answer: the
 * session may or may not have ended.
 */
export async function revoke(
  ctx: EngineContext,
  sid: string,
  reason: EndReason,
  subject?: string,
): Promise<boolean> {
  checkReason(reason);
  const at = ctx.clock();
  const revoked = await ctx.sessions.revoke(sid, { reason, at });
  if (!revoked) return false;
  ctx.revocations.addSession(sid, at);
  ctx.feed.publish();
  ctx.watch.ended(sid, reason);
  ctx.emit({ type: "session_ended", at, session: ctx.pseudonym(sid), subject: subject ?? null, reason });
  return true;
}

/**
 * Ends every live session of a subject, except one if named, and returns how many this call ended. However many there are,
 * verifiers are told in one entry; only those that began in this very second are told one by one.
 *
 * @throws TypeError for a reason that is not one of `endReasons`; `StoreError` when the store gives no answer.
 */
export async function revokeAll(
  ctx: EngineContext,
  subject: string,
  reason: EndReason,
  exceptSid?: string,
): Promise<number> {
  checkReason(reason);
  const at = ctx.clock();
  const ended = await ctx.sessions.revokeAll(subject, { reason, at }, exceptSid);
  if (ended.length === 0) return 0;
  ctx.revocations.addSubject({ subject, endedAt: at, exceptSid: exceptSid ?? null }, ended);
  ctx.feed.publish();
  for (const sid of ended) ctx.watch.ended(sid, reason);
  ctx.emit({ type: "sessions_ended", at, subject, reason, count: ended.length });
  return ended.length;
}

/** A store could not give back what it does not know: the session would be neither live nor ended. */
function checkReason(reason: unknown): void {
  if (isEndReason(reason)) return;
  throw new TypeError(`revoke: the reason must be one of ${endReasons.join(", ")}`);
}
