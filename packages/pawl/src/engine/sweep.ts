import { maxAccessTokenLifetimeSeconds } from "../tokens/access-token.ts";
import type { EngineContext } from "./context.ts";

/** Ended sessions are kept for this long, so that whoever comes back is told why; and never shorter than a token lives. */
const keepEndedMs = Math.max(24 * 60 * 60 * 1000, maxAccessTokenLifetimeSeconds * 1000);

/**
 * Removes one batch of sessions that ended a day ago or longer (ASVS 14.2.7); returns how many. Call it again
 * while it returns `limit`. Small batches, so that it never holds up a refresh.
 *
 * @param limit at most so many in this batch; default 500.
 * @throws TypeError for a limit that is none; `StoreError` when the store gives no answer.
 */
export async function sweep(ctx: EngineContext, limit = 500): Promise<number> {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new TypeError("sweep: limit must be a whole number of 1 or more");
  }
  // A server without requests reads and looks after its keys here.
  await ctx.signingKeys.ring();
  return ctx.sessions.deleteExpired(ctx.clock() - keepEndedMs, limit);
}
