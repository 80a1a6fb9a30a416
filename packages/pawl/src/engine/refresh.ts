import { type ErrorFacts, SessionError } from "../protocol/errors.ts";
import { readRevision, revisionOf, writeRevision } from "../session/revision.ts";
import { decideRotation, type RotationDecision } from "../session/rotation.ts";
import { guardOf } from "../session/rotation-guard.ts";
import { exceedsScope, scopesOf } from "../session/scope.ts";
import type { Session } from "../session/session.ts";
import { StoreError } from "../session/store.ts";
import { hashSecret, readRefreshToken } from "../tokens/refresh-token.ts";
import type { EngineContext } from "./context.ts";
import { codeOfEnd } from "./end-code.ts";
import { issueRefreshed } from "./issue-refreshed.ts";
import type { RefreshedTokens } from "./issued-tokens.ts";
import { revoke } from "./revoke.ts";
import { type Asked, rotate, successorOf, swap, type Tried } from "./swap.ts";

/** What the sender of a refresh says of itself. */
export interface RefreshOptions {
  /**
   * The newest `revision` that the sender had been told when it sent this; null if none. Without it the token is judged
   * as if it had been sent at this instant, and a request that was long on its way may be taken for reuse.
   */
  readonly knownRevision?: string | null | undefined;
  /**
   * How long ago the user was last active, in milliseconds; default 0, now. A rotation moves the session's activity to
   * that instant, unless it knows of a later one. So what a page does by itself keeps no session alive, however often
   * it refreshes. `unchanged` and `replayed` write nothing, and so note no activity: it is told with the next refresh.
   */
  readonly inactiveForMs?: number | undefined;
  /**
   * Scopes that the new access token is to be good for, with a space between: all or some of those in the session's claim
   * `scope` (RFC 6749 §6). The session keeps what it has, so the next refresh may ask for all again. Default: all. Costs a
   * look at the session before the swap, which an ordinary refresh spares.
   */
  readonly scope?: string | undefined;
}

/** Each lost swap means that another refresh won; the first reload nearly always settles it. */
const maxAttempts = 8;

/**
 * Exchanges a refresh token for a new pair, by the decision table of docs/protocol.md.
 *
 * Guarantees that of any number of concurrent refreshes one makes a new generation and the others are answered
 * with it; that a forged token reaches no store; that a revocation is never undone; that a scope which was not granted
 * is refused before anything changes. Does not tell a thief who lands inside the owner's grace period from the owner.
 *
 * @throws SessionError `refresh_token_unknown`, `refresh_token_superseded`, `refresh_token_reused`,
 * `session_expired`, `session_revoked` or `invalid_scope`; TypeError for an `inactiveForMs` that is no duration; `StoreError` when the
 * store gives no answer, in which case nothing is lost: the same token is good for a retry.
 */
export async function refresh(
  ctx: EngineContext,
  refreshToken: string,
  options: RefreshOptions = {},
): Promise<RefreshedTokens> {
  const { knownRevision: known, inactiveForMs = 0, scope } = options;
  if (!Number.isSafeInteger(inactiveForMs) || inactiveForMs < 0) {
    throw new TypeError("refresh: inactiveForMs must be whole milliseconds, 0 or more");
  }
  const parts = readRefreshToken(ctx.secrets, refreshToken);
  if (parts === undefined) throw refused(ctx, null, "refresh_token_unknown");
  const presented = {
    generation: parts.generation,
    hash: hashSecret(parts.secret),
    knownRevision: known === undefined ? undefined : readRevision(ctx.pseudonym(parts.sid), known),
  };

  const asked: Asked = { refreshToken, parts, presented, inactiveForMs, scope };
  // Nearly every refresh is row 4, so the swap is tried before the look: one round trip to the store, and the row comes
  // back with it either way. Only a scope has to be held to the row before anything is swapped.
  let tried: Tried =
    scope === undefined ? await rotate(ctx, asked) : { session: await ctx.sessions.find(parts.sid) };
  for (let attempts = 1; tried.tokens === undefined; attempts++) {
    if (tried.session === undefined) throw refused(ctx, parts.sid, "refresh_token_unknown");
    if (attempts === maxAttempts) {
      throw new StoreError(`a session was changed by others ${maxAttempts} times in a row`);
    }
    tried = await decide(ctx, tried.session, asked);
  }
  if (tried.session !== undefined && ctx.revocations.hasEnded(tried.session)) {
    await endMissed(ctx, tried.session);
  }
  return tried.tokens;
}

/**
 * A session that lives although it is known to have ended: the end of all of its user's sessions did not reach it, by a crash
 * or because it was being written at that moment, or a failover has lost its end. Its access tokens are refused everywhere, so
 * it is ended now rather than refreshed in vain.
 */
async function endMissed(ctx: EngineContext, { sid, subject }: Session): Promise<void> {
  // Whoever ended it came after this refresh, which was answered rightly; its token is dead already.
  const found = await ctx.sessions.find(sid);
  if (found === undefined || found.ended !== null) return;
  const reason = "revoked_by_admin";
  if (await revoke(ctx, sid, reason, subject)) throw refused(ctx, sid, codeOfEnd(reason), { reason });
}

/** The decisions that are answered with tokens. */
const givesTokens: ReadonlySet<RotationDecision["kind"]> = new Set([
  ...(["rotate", "unchanged", "replay", "recover", "adopt"] as const),
]);

/** Does what the decision table says of a token and the session as it was seen. */
async function decide(ctx: EngineContext, session: Session, asked: Asked): Promise<Tried> {
  const { parts, presented, refreshToken, scope } = asked;
  const { sid } = parts;
  const now = ctx.clock();
  const decision = decideRotation(session, presented, now, ctx.policy);
  // Whoever is refused anyway is told that: a scope that is asked for hides no reuse and no end.
  if (givesTokens.has(decision.kind) && exceeds(session, scope)) {
    throw refused(ctx, sid, "invalid_scope");
  }
  switch (decision.kind) {
    case "rotate":
      return rotate(ctx, asked);
    case "recover":
      return swap(ctx, asked, {
        outcome: "recovered",
        generation: session.generation + 1,
        guard: guardOf(session, "recover", now, ctx.policy),
        now,
      });
    case "adopt":
      return swap(ctx, asked, {
        outcome: "adopted",
        generation: parts.generation + 1,
        guard: guardOf(session, "adopt", now, ctx.policy),
        now,
      });
    case "unchanged":
      return {
        session,
        tokens: await issueRefreshed(ctx, session, { refreshToken, rotation: "unchanged", scope }),
      };
    case "replay":
      return {
        session,
        tokens: await issueRefreshed(ctx, session, {
          refreshToken: successorOf(ctx, session, parts),
          rotation: "replayed",
          scope,
        }),
      };
    case "ended":
      throw refused(ctx, sid, codeOfEnd(decision.reason), { reason: decision.reason });
    case "expired":
      if (await revoke(ctx, sid, decision.reason, session.subject)) {
        throw refused(ctx, sid, "session_expired", { reason: decision.reason });
      }
      // Someone else ended it first, for a reason of their own.
      return { session: await ctx.sessions.find(sid) };
    case "superseded": {
      const revision = writeRevision(ctx.pseudonym(sid), revisionOf(session, now, ctx.policy));
      const { retryAfterMs } = decision;
      throw refused(ctx, sid, "refresh_token_superseded", { revision, retryAfterMs });
    }
    case "unknown":
      throw refused(ctx, sid, "refresh_token_unknown");
    case "reuse":
      if (await revoke(ctx, sid, "refresh_token_reused", session.subject)) {
        throw refused(ctx, sid, "refresh_token_reused", { reason: "refresh_token_reused" });
      }
      // A logout that came first makes the token dead, not stolen.
      return { session: await ctx.sessions.find(sid) };
  }
}

function exceeds({ claims }: Session, scope: string | undefined): boolean {
  return scope !== undefined && exceedsScope(scopesOf(claims), scope);
}

function refused(
  ctx: EngineContext,
  sid: string | null,
  code: "refresh_token_unknown" | "refresh_token_superseded" | "invalid_scope" | ReturnType<typeof codeOfEnd>,
  about: ErrorFacts = {},
): SessionError {
  ctx.emit({
    type: "refresh_refused",
    at: ctx.clock(),
    session: sid === null ? null : ctx.pseudonym(sid),
    code,
  });
  return new SessionError(code, about);
}
