import type { Session } from "../session/session.ts";
import { reservedClaims } from "../tokens/access-token.ts";
import { encodeBase64url } from "../tokens/base64url.ts";
import { hashSecret, secretBytes, sidBytes, writeRefreshToken } from "../tokens/refresh-token.ts";
import type { EngineContext } from "./context.ts";
import { issueAccessToken } from "./issue-access-token.ts";
import type { IssuedTokens } from "./issued-tokens.ts";

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
 * @throws TypeError for an empty subject or a reserved claim; `StoreError` when the store gives no answer.
 */
export async function create(
  ctx: EngineContext,
  subject: string,
  options: CreateOptions = {},
): Promise<IssuedTokens> {
  if (typeof subject !== "string" || subject.length === 0 || subject.length > 255) {
    throw new TypeError("create: subject must be a string of 1 to 255 characters");
  }
  const claims = options.claims ?? {};
  for (const name of Object.keys(claims)) {
    if (reservedClaims.has(name)) throw new TypeError(`create: the claim ${name} is Pawl's own; choose another name`);
  }
  const now = ctx.clock();
  const secret = ctx.random(secretBytes);
  const session: Session = {
    sid: encodeBase64url(ctx.random(sidBytes)),
    subject,
    generation: 0,
    currentHash: hashSecret(secret),
    previousHash: null,
    nonce: null,
    keyId: ctx.secrets.newest.id,
    received: false,
    createdAt: now,
    rotatedAt: now,
    activeAt: now,
    expiresAt: now + ctx.policy.absoluteLifetimeMs,
    ended: null,
    persistent: options.persistent ?? true,
    amr: options.amr ?? [],
    claims,
    userAgent: options.userAgent?.slice(0, 256) ?? null,
  };
  // Signed before it is stored: if no key can sign, no session without an owner is left behind.
  const issued = await issueAccessToken(ctx, session);
  await ctx.sessions.insert(session);
  ctx.emit({
    type: "session_created",
    at: now,
    session: ctx.pseudonym(session.sid),
    subject,
    amr: session.amr,
  });
  const refreshToken = writeRefreshToken(ctx.secrets.newest, { sid: session.sid, generation: 0, secret });
  return { ...issued, refreshToken, session };
}
