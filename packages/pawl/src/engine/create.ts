import { revisionOf, writeRevision } from "../session/revision.ts";
import { factsOf, type Session } from "../session/session.ts";
import { encodeBase64url } from "../tokens/base64url.ts";
import { maxTokenLength } from "../tokens/limits.ts";
import { hashSecret, secretBytes, sidBytes, writeRefreshToken } from "../tokens/refresh-token.ts";
import { checkLogin } from "./check-login.ts";
import type { EngineContext } from "./context.ts";
import { issueAccessToken } from "./issue-access-token.ts";
import type { IssuedTokens } from "./issued-tokens.ts";

/** What a new session is to know of its login; nothing in it was chosen by a client. */
export interface CreateOptions {
  /** Extra claims for each access token of the session. Readable by whoever holds one: keep them few. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /** How the user authenticated (RFC 8176); default none stated. */
  readonly amr?: readonly string[] | undefined;
  /** Whether the cookie outlives the browser session; default true. */
  readonly persistent?: boolean | undefined;
  /** Shown in the user's list of devices; the first 256 characters are kept. */
  readonly userAgent?: string | null | undefined;
}

/**
 * Creates a session for a user whom the caller has authenticated.
 *
 * Guarantees fresh random identifiers (ASVS 7.2.4): nothing that a client sent is adopted. Does not end other
 * sessions, and does not authenticate anyone.
 *
 * @param sid of a login ticket; no caller outside the engine chooses one.
 * @throws TypeError for an empty subject, and for claims that are reserved, no JSON, or so large that no verifier would
 * take the access token; `StoreError` when the store gives no answer.
 */
export async function create(
  ctx: EngineContext,
  subject: string,
  options: CreateOptions = {},
  sid?: string,
): Promise<IssuedTokens> {
  const { claims, amr } = checkLogin("create", subject, options);
  // So that a server whose clock is behind begins no session that an end before it seems to cover.
  if (ctx.revocations.isStale()) await ctx.revocations.catchUp();
  const now = ctx.clock();
  const secret = ctx.random(secretBytes);
  const session: Session = {
    sid: sid ?? encodeBase64url(ctx.random(sidBytes)),
    subject,
    generation: 0,
    currentHash: hashSecret(secret),
    previousHash: null,
    nonce: null,
    keyId: ctx.secrets.newest.id,
    received: false,
    createdAt: Math.max(now, ctx.revocations.lastEndOf(subject)),
    rotatedAt: now,
    activeAt: now,
    // A whole second, as `exp` is, so that an access token made at the very end is not dead already.
    expiresAt: Math.floor((now + ctx.policy.absoluteLifetimeMs) / 1000) * 1000,
    ended: null,
    persistent: options.persistent ?? true,
    amr,
    claims,
    userAgent: options.userAgent?.slice(0, 256) ?? null,
  };
  // Signed before it is stored: if no key can sign, no session without an owner is left behind.
  const issued = await issueAccessToken(ctx, session);
  if (issued.accessToken.length > maxTokenLength - generationGrowth) {
    throw new TypeError(
      `create: the access token would be longer than ${maxTokenLength} characters; give fewer or shorter claims`,
    );
  }
  await ctx.sessions.insert(session);
  ctx.emit({
    type: "session_created",
    at: now,
    session: ctx.pseudonym(session.sid),
    subject,
    amr: session.amr,
  });
  const refreshToken = writeRefreshToken(ctx.secrets.newest, { sid: session.sid, generation: 0, secret });
  const revision = writeRevision(ctx.pseudonym(session.sid), revisionOf(session, now, ctx.policy));
  return { ...issued, refreshToken, revision, session: factsOf(session) };
}

/** `gen` has one digit now and may come to have ten. */
const generationGrowth = 12;
