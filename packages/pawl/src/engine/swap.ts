import type { PresentedToken } from "../session/rotation.ts";
import { rotateGuard } from "../session/rotation-guard.ts";
import type { Session } from "../session/session.ts";
import { type RotationGuard, StoreError } from "../session/store.ts";
import {
  deriveSuccessor,
  hashSecret,
  maxGeneration,
  nonceBytes,
  type RefreshTokenParts,
  writeRefreshToken,
} from "../tokens/refresh-token.ts";
import type { EngineContext } from "./context.ts";
import { issueRefreshed } from "./issue-refreshed.ts";
import type { RefreshedTokens } from "./issued-tokens.ts";

/** The tokens, or the session as it is where another writer came first. */
export interface Tried {
  readonly tokens?: RefreshedTokens;
  readonly session: Session | undefined;
}

/** A refresh that is asked for, as the engine reads it. */
export interface Asked {
  readonly refreshToken: string;
  readonly parts: RefreshTokenParts;
  readonly presented: PresentedToken;
  readonly inactiveForMs: number;
  /** Of the new access token; undefined for all that was granted. */
  readonly scope: string | undefined;
}

/** A swap: to which generation, if what still holds, and what it is called then. */
interface Swap {
  readonly outcome: "rotated" | "recovered" | "adopted";
  readonly generation: number;
  readonly guard: RotationGuard;
  readonly now: number;
}

/** Row 4, without a look before. */
export function rotate(ctx: EngineContext, asked: Asked): Promise<Tried> {
  const now = ctx.clock();
  const guard = rotateGuard(asked.presented, now, ctx.policy);
  return swap(ctx, asked, { outcome: "rotated", generation: asked.parts.generation + 1, guard, now });
}

/** The one atomic step: to a successor of the token presented, if the guard holds. */
export async function swap(
  ctx: EngineContext,
  { parts, inactiveForMs, scope }: Asked,
  { outcome, generation, guard, now }: Swap,
): Promise<Tried> {
  if (generation > maxGeneration) throw new StoreError("the generation counter of a session is exhausted");
  const keys = ctx.secrets.newest;
  const nonce = ctx.random(nonceBytes);
  const secret = deriveSuccessor(keys, parts, generation, nonce);
  const { rotated, session } = await ctx.sessions.rotate(parts.sid, guard, {
    generation,
    currentHash: hashSecret(secret),
    previousHash: hashSecret(parts.secret),
    nonce,
    keyId: keys.id,
    rotatedAt: now,
    activeAt: now - inactiveForMs,
  });
  if (!rotated || session === undefined) return { session };
  const refreshToken = writeRefreshToken(keys, { sid: parts.sid, generation, secret });
  return {
    session,
    tokens: await issueRefreshed(ctx, session, { refreshToken, rotation: outcome, scope }),
  };
}

/** Row 5: the very same successor, made again from the presented token, the row and the server's key. */
export function successorOf(ctx: EngineContext, session: Session, parts: RefreshTokenParts): string {
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
