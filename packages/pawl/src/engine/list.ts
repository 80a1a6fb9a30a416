import { endByTime } from "../session/end-by-time.ts";
import { factsOf, type SessionFacts } from "../session/session.ts";
import type { EngineContext } from "./context.ts";

/**
 * The live sessions of a subject, newest first: neither ended nor over by time.
 *
 * @throws StoreError when the store gives no answer.
 */
export async function list(ctx: EngineContext, subject: string): Promise<SessionFacts[]> {
  const now = ctx.clock();
  const sessions = await ctx.sessions.list(subject);
  return sessions.filter((session) => endByTime(session, now, ctx.policy) === undefined).map(factsOf);
}
