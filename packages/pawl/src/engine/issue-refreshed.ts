import type { RotationOutcome } from "../protocol/wire.ts";
import { revisionOf, writeRevision } from "../session/revision.ts";
import { factsOf, type Session } from "../session/session.ts";
import type { EngineContext } from "./context.ts";
import { issueAccessToken } from "./issue-access-token.ts";
import type { RefreshedTokens } from "./issued-tokens.ts";

/** The answer to a refresh that is granted: a new access token, and the refresh token that goes with it. */
export async function issueRefreshed(
  ctx: EngineContext,
  session: Session,
  refreshToken: string,
  rotation: RotationOutcome,
): Promise<RefreshedTokens> {
  const issued = await issueAccessToken(ctx, session);
  const now = ctx.clock();
  const name = ctx.pseudonym(session.sid);
  const revision = writeRevision(name, revisionOf(session, now, ctx.policy));
  ctx.emit({
    type: "session_refreshed",
    at: now,
    session: name,
    subject: session.subject,
    rotation,
    generation: session.generation,
  });
  return { ...issued, refreshToken, rotation, revision, session: factsOf(session) };
}
