import { SessionError } from "../protocol/errors.ts";
import type { EndReason } from "../protocol/reasons.ts";
import type { RotationOutcome } from "../protocol/wire.ts";
import { decideRotation } from "../session/rotation.ts";
import { factsOf, type Session } from "../session/session.ts";
import { StoreError } from "../session/store.ts";
import {
  deriveSuccessor,
  hashSecret,
  maxGeneration,
  nonceBytes,
  type RefreshTokenParts,
  readRefreshToken,
  writeRefreshToken,
} from "../tokens/refresh-token.ts";
import type { EngineContext } from "./context.ts";
import { codeOfEnd } from "./end-code.ts";
import { issueAccessToken } from "./issue-access-token.ts";
import type { RefreshedTokens } from "./issued-tokens.ts";
import { revoke } from "./revoke.ts";

/** What the sender of a refresh says of itself. */
export interface RefreshOptions {
  /** When the sender stops waiting, in milliseconds since the epoch on the server's clock. */
  readonly giveUpAt?: number | undefined;
}

/** Each lost swap means that another refresh won; the first reload nearly always settles it. */
const maxAttempts = 8;

/**
 * Exchanges a refresh token for a new pair, by the decision table of docs/protocol.md.
 *
 * Guarantees that of any number of concurrent refreshes one makes a new generation and the others are answered
 * with it; that a forged token reaches no store; that a revocation is never undone. Does not tell a thief who
 * lands inside the owner's grace period from the owner.
 *
 * @throws SessionError `refresh_token_unknown`, `refresh_token_superseded`, `refresh_token_reused`,
 * `session_expired` or `session_revoked`; `StoreError` when the store gives no answer, in which case nothing is
 * lost: the same token is good for a retry.
 */
export async function refresh(
  ctx: EngineContext,
  refreshToken: string,
  options: RefreshOptions = {},
): Promise<RefreshedTokens> {
  const parts = readRefreshToken(ctx.secrets, refreshToken);
  if (parts === undefined) throw refused(ctx, null, "refresh_token_unknown");
  const presented = {
    generation: parts.generation,
    hash: hashSecret(parts.secret),
    giveUpAt: options.giveUpAt,
  };

  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const session = await ctx.sessions.find(parts.sid);
    if (session === undefined) throw refused(ctx, parts.sid, "refresh_token_unknown");
    const now = ctx.clock();
    const decision = decideRotation(session, presented, now, ctx.policy);
    switch (decision.kind) {
      case "rotate":
      case "recover": {
        const next = await swap(ctx, session, parts, decision.kind, presented.hash, now);
        if (next !== undefined) return next;
        break; // Someone else swapped or ended it first: look again.
      }
      case "unchanged":
        return answer(ctx, session, refreshToken, "unchanged");
      case "replay":
        return answer(ctx, session, successorOf(ctx, session, parts), "replayed");
      case "ended":
        throw refused(ctx, parts.sid, codeOfEnd(decision.reason), decision.reason);
      case "expired":
        if (await revoke(ctx, session.sid, decision.reason, session.subject)) {
          throw refused(ctx, parts.sid, "session_expired", decision.reason);
        }
        break; // Someone else ended it first, for a reason of their own.
      case "superseded":
        throw refused(ctx, parts.sid, "refresh_token_superseded");
      case "unknown":
        throw refused(ctx, parts.sid, "refresh_token_unknown");
      case "reuse":
        if (await revoke(ctx, session.sid, "refresh_token_reused", session.subject)) {
          throw refused(ctx, parts.sid, "refresh_token_reused", "refresh_token_reused");
        }
        break; // A logout that came first makes the token dead, not stolen.
    }
  }
  throw new StoreError(`a session was changed by others ${maxAttempts} times in a row`);
}

/** Rows 4 and 6: the one atomic step. `undefined` if another writer came first. */
async function swap(
  ctx: EngineContext,
  session: Session,
  parts: RefreshTokenParts,
  kind: "rotate" | "recover",
  presentedHash: Uint8Array,
  now: number,
): Promise<RefreshedTokens | undefined> {
  const generation = kind === "rotate" ? session.generation + 1 : session.generation;
  if (generation > maxGeneration) throw new StoreError("the generation counter of a session is exhausted");
  const keys = ctx.secrets.newest;
  const nonce = ctx.random(nonceBytes);
  const secret = deriveSuccessor(keys, parts, generation, nonce);
  const write = {
    generation,
    currentHash: hashSecret(secret),
    previousHash: presentedHash,
    nonce,
    keyId: keys.id,
    rotatedAt: now,
    activeAt: now,
  };
  if (!(await ctx.sessions.rotate(session.sid, session, write))) return undefined;
  const next: Session = { ...session, ...write, received: false };
  const token = writeRefreshToken(keys, { sid: session.sid, generation, secret });
  return answer(ctx, next, token, kind === "rotate" ? "rotated" : "recovered");
}

/** Row 5: the very same successor, made again from the presented token, the row and the server's key. */
function successorOf(ctx: EngineContext, session: Session, parts: RefreshTokenParts): string {
  const keys = ctx.secrets.find(session.keyId);
  if (keys === undefined || session.nonce === null) {
    throw new StoreError("a session was rotated with a secret that is not configured here");
  }
  const { sid, generation } = session;
  return writeRefreshToken(keys, {
    sid,
    generation,
    secret: deriveSuccessor(keys, parts, generation, session.nonce),
  });
}

async function answer(
  ctx: EngineContext,
  session: Session,
  refreshToken: string,
  rotation: RotationOutcome,
): Promise<RefreshedTokens> {
  const issued = await issueAccessToken(ctx, session);
  ctx.emit({
    type: "session_refreshed",
    at: ctx.clock(),
    session: ctx.pseudonym(session.sid),
    subject: session.subject,
    rotation,
    generation: session.generation,
  });
  return { ...issued, refreshToken, rotation, session: factsOf(session) };
}

function refused(
  ctx: EngineContext,
  sid: string | null,
  code: "refresh_token_unknown" | "refresh_token_superseded" | ReturnType<typeof codeOfEnd>,
  reason?: EndReason,
): SessionError {
  ctx.emit({
    type: "refresh_refused",
    at: ctx.clock(),
    session: sid === null ? null : ctx.pseudonym(sid),
    code,
  });
  return new SessionError(code, { reason });
}
