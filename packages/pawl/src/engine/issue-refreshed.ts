import type { RotationOutcome } from "../protocol/wire.ts";
import { revisionOf, writeRevision } from "../session/revision.ts";
import { narrowScope, scopesOf } from "../session/scope.ts";
import { factsOf, type Session } from "../session/session.ts";
import type { EngineContext } from "./context.ts";
import { issueAccessToken } from "./issue-access-token.ts";
import type { RefreshedTokens } from "./issued-tokens.ts";

/** What goes with the new access token. */
interface Refreshed {
  readonly refreshToken: string;
  readonly rotation: RotationOutcome;
  /** Asked for; undefined for all that was granted. */
  readonly scope: string | undefined;
}

/** The answer to a refresh that is granted: a new access token, and the refresh token that goes with it. */
export async function issueRefreshed(
  ctx: EngineContext,
  session: Session,
  { refreshToken, rotation, scope }: Refreshed,
): Promise<RefreshedTokens> {
  const narrowed = scope === undefined ? session : withScope(session, scope);
  const issued = await issueAccessToken(ctx, narrowed);
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
  return {
    ...issued,
    ...{ refreshToken, rotation, revision },
    scope: scopesOf(narrowed.claims).join(" ") || undefined,
    session: factsOf(session),
  };
}

/** As the access token is to see it; the session itself keeps what it was granted. */
function withScope(session: Session, asked: string): Session {
  const scope = narrowScope(scopesOf(session.claims), asked);
  return { ...session, claims: { ...session.claims, scope } };
}
