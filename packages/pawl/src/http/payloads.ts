import type { IssuedTokens, RefreshedTokens } from "../engine/issued-tokens.ts";
import type { SessionPayload, TokenResponse } from "../protocol/wire.ts";
import { endsByTimeAt } from "../session/end-by-time.ts";
import type { Policy } from "../session/policy.ts";
import type { SessionFacts } from "../session/session.ts";

/** A session as its owner may see it: the edge from camelCase to the wire. No digest, no nonce, no key id. */
export function sessionPayload(session: SessionFacts, policy: Policy): SessionPayload {
  return {
    sid: session.sid,
    subject: session.subject,
    generation: session.generation,
    amr: [...session.amr],
    created_at: session.createdAt,
    last_active_at: session.activeAt,
    expires_at: session.expiresAt,
    inactivity_expires_at: endsByTimeAt(session, policy),
    user_agent: session.userAgent,
  };
}

/** The answer of login and refresh; the refresh token is in it only if it travels in the body. */
export function tokenResponse(
  issued: IssuedTokens | RefreshedTokens,
  policy: Policy,
  refreshToken: string | undefined,
): TokenResponse {
  return {
    access_token: issued.accessToken,
    token_type: "Bearer",
    expires_in: issued.expiresInSeconds,
    issued_at: issued.issuedAt,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...("rotation" in issued ? { rotation: issued.rotation } : {}),
    revision: issued.revision,
    session: sessionPayload(issued.session, policy),
  };
}
