import { expect } from "vitest";
import { type Code, codes } from "../../../src/protocol/codes.ts";
import type { OAuthFailure } from "../../../src/protocol/wire.ts";
import { parseChallenge } from "./challenge.ts";
import { insides } from "./problem.ts";
import type { Answer } from "./send.ts";
import { revisionShape } from "./shapes.ts";

/** The `error` of each code, written out a second time. */
export const oauthErrors: Partial<Record<Code, string>> = {
  ...{ invalid_request: "invalid_request", content_too_large: "invalid_request" },
  ...{ unsupported_media_type: "invalid_request", unsupported_grant_type: "unsupported_grant_type" },
  ...{ invalid_client: "invalid_client", verifier_credential_invalid: "invalid_client" },
  ...{ invalid_scope: "invalid_scope", invalid_target: "invalid_target" },
  ...{ refresh_token_unknown: "invalid_grant", refresh_token_reused: "invalid_grant" },
  ...{ session_expired: "invalid_grant", session_revoked: "invalid_grant" },
  ...{ refresh_token_superseded: "temporarily_unavailable", store_unavailable: "temporarily_unavailable" },
  ...{ overloaded: "temporarily_unavailable", verifier_unavailable: "temporarily_unavailable" },
  ...{ internal_error: "server_error" },
};

/** What more is expected of a failure. */
interface About {
  readonly reason?: string;
  readonly detail?: string;
  readonly retryAfterSeconds?: number;
  /** The scheme of the challenge, with a credential that is refused. */
  readonly scheme?: "Bearer" | "Basic";
}

/**
 * Expects the answer to be this failure in the shape of RFC 6749 §5.2 and nothing else: 400 for everything that ends a
 * grant, no cookie, no cache, a challenge for a refused credential alone, and characters that the standard allows.
 */
export function expectOAuthFailure(answer: Answer, code: Code, about: About = {}): void {
  const error = oauthErrors[code];
  const { error_description: description, reason, revision, ...rest } = answer.json as OAuthFailure;
  expect(rest).toEqual({ error, code });
  expect(answer.status).toBe(error === "invalid_grant" ? 400 : codes[code].status);
  expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  if (about.detail !== undefined) expect(description).toBe(about.detail);
  expect(reason).toBe(about.reason);
  if (code === "refresh_token_superseded") expect(revision).toMatch(revisionShape);
  else expect(revision).toBeUndefined();
  expect(answer.text).not.toMatch(insides);
  expect(answer.setCookies).toEqual([]);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("pragma")).toBe("no-cache");
  const seconds = about.retryAfterSeconds ?? (answer.status === 503 ? 1 : undefined);
  expect(answer.headers.get("retry-after")).toBe(seconds === undefined ? null : String(seconds));
  const challenge = answer.headers.get("www-authenticate");
  if (answer.status === 401) {
    const { scheme, parameters } = parseChallenge(challenge);
    expect([scheme, [...parameters]]).toEqual([about.scheme ?? "Bearer", [["realm", "pawl"]]]);
  } else expect(challenge).toBeNull();
}
