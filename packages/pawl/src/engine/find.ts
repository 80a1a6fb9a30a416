import { factsOf, type SessionFacts } from "../session/session.ts";
import type { EngineContext } from "./context.ts";

/**
 * The session with this `sid`, ended or not; `undefined` if there is none.
 *
 * @throws StoreError when the store gives no answer.
 */
export async function find(ctx: EngineContext, sid: string): Promise<SessionFacts | undefined> {
  const session = await ctx.sessions.find(sid);
  return session && factsOf(session);
}
