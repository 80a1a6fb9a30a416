import { expect } from "vitest";
import type { RotationOutcome, SessionPayload } from "../../../src/protocol/wire.ts";

/** An access token: three segments of base64url. */
const jwt = /^[\w-]+\.[\w-]+\.[\w-]{86}$/;
/** A refresh token: 73 bytes of base64url. */
const refreshToken = /^[\w-]{98}$/;
/** What clients take as it is. */
export const revisionShape: RegExp = /^[\w-]{16}\.\d+$/;

/** A session payload with exactly the members of the wire format. */
export function sessionShape(known: Partial<SessionPayload> = {}): object {
  return {
    sid: expect.stringMatching(/^[\w-]{22}$/),
    subject: "usr_ada",
    generation: 0,
    amr: ["pwd"],
    created_at: expect.any(Number),
    last_active_at: expect.any(Number),
    expires_at: expect.any(Number),
    inactivity_expires_at: expect.any(Number),
    user_agent: null,
    ...known,
  };
}

/** A token response with exactly the members of the wire format. */
export function tokenShape(
  by: "cookie" | "body",
  rotation?: RotationOutcome,
  session: Partial<SessionPayload> = {},
): object {
  return {
    access_token: expect.stringMatching(jwt),
    token_type: "Bearer",
    expires_in: 1800,
    issued_at: expect.any(Number),
    ...(by === "body" ? { refresh_token: expect.stringMatching(refreshToken) } : {}),
    ...(rotation === undefined ? {} : { rotation }),
    revision: expect.stringMatching(revisionShape),
    session: sessionShape(session),
  };
}
