import type {
  Code,
  EndReason,
  RotationOutcome,
  SessionPayload,
  TokenResponse,
} from "../../../src/client/index.ts";

/** Answers as the server writes them, by hand: the client is held to the wire, not to the server's own code. */

const day = 86_400_000;

export function sessionPayload(change: Partial<SessionPayload> = {}): SessionPayload {
  return {
    sid: "c2Vzc2lvbi1vbmU",
    subject: "ada",
    generation: 0,
    amr: ["pwd"],
    created_at: 2_208_988_800_000,
    last_active_at: 2_208_988_800_000,
    expires_at: 2_208_988_800_000 + 30 * day,
    inactivity_expires_at: 2_208_988_800_000 + 7 * day,
    user_agent: null,
    ...change,
  };
}

export function tokenBody(accessToken: string, change: Partial<TokenResponse> = {}): TokenResponse {
  return {
    access_token: accessToken,
    token_type: "Bearer",
    expires_in: 1800,
    issued_at: 2_208_988_800_000,
    revision: "c2Vzc2lvbi1vbmU.0",
    session: sessionPayload(),
    ...change,
  };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const type = { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" };
  return new Response(JSON.stringify(body), { status, headers: { ...type, ...headers } });
}

export function tokens(
  accessToken: string,
  rotation?: RotationOutcome,
  session?: Partial<SessionPayload>,
): Response {
  return json(
    tokenBody(accessToken, { ...(rotation ? { rotation } : {}), session: sessionPayload(session) }),
  );
}

const statusOf: Partial<Record<Code, number>> = {
  refresh_token_superseded: 409,
  csrf_rejected: 403,
  duplicate_cookie: 400,
  overloaded: 503,
  store_unavailable: 503,
  internal_error: 500,
};

export function problem(
  code: Code,
  more: { reason?: EndReason; revision?: string; headers?: Record<string, string>; detail?: string } = {},
): Response {
  const status = statusOf[code] ?? 401;
  const { reason, revision, detail, headers = {} } = more;
  return json(
    {
      type: `urn:pawl:problem:${code}`,
      title: "…",
      status,
      code,
      ...(reason && { reason }),
      ...(revision && { revision }),
      ...(detail && { detail }),
    },
    status,
    {
      "content-type": "application/problem+json",
      ...(code.startsWith("access_token") || status === 401
        ? { "www-authenticate": 'Bearer realm="pawl", error="invalid_token"' }
        : {}),
      ...headers,
    },
  );
}

/** How a guarded API in any language refuses an access token (RFC 6750 §3.1). */
export function unauthorized(): Response {
  return new Response("no", {
    status: 401,
    headers: {
      "www-authenticate": 'Bearer realm="pawl", error="invalid_token", error_description="expired"',
    },
  });
}

export const noContent = (): Response => new Response(null, { status: 204 });
