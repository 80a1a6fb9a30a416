import { type Code, codes } from "../protocol/codes.ts";
import { SessionError } from "../protocol/errors.ts";
import { problemTypePrefix, tokenType } from "../protocol/names.ts";
import type { Problem } from "../protocol/wire.ts";
import { seconds } from "../session/policy.ts";
import { StoreError } from "../session/store.ts";
import { InsufficientError } from "./insufficient-error.ts";
import { jsonResponse } from "./json-response.ts";

/** What a thrown value is on the wire. Anything unforeseen is `internal_error`, and tells nothing of itself. */
export function errorOf(thrown: unknown): SessionError {
  if (thrown instanceof SessionError || isSessionErrorOfAnotherCopy(thrown)) return thrown;
  if (isNamed(thrown, "VerifierUnavailableError")) {
    return new SessionError("verifier_unavailable", { retryAfterMs: waitOf(thrown) });
  }
  const isStoreError = thrown instanceof StoreError || isNamed(thrown, "StoreError");
  return new SessionError(isStoreError ? "store_unavailable" : "internal_error");
}

/** A bundler may put a copy of the class beside each guard, and then one copy catches what another has thrown. */
function isSessionErrorOfAnotherCopy(thrown: unknown): thrown is SessionError {
  return isNamed(thrown, "SessionError") && "code" in thrown && Object.hasOwn(codes, String(thrown.code));
}

/** Known by its name alone: the server holds nothing of `pawl/verify`. */
function waitOf(thrown: Error): number | undefined {
  return "retryAfterMs" in thrown && typeof thrown.retryAfterMs === "number"
    ? thrown.retryAfterMs
    : undefined;
}

function isNamed(thrown: unknown, name: string): thrown is Error {
  return thrown instanceof Error && thrown.name === name;
}

/** The failure as `application/problem+json` (RFC 9457), with its challenge (RFC 6750 §3) where it has one. */
export function problemResponse(error: SessionError): Response {
  const { code, reason, detail, revision } = error;
  const { status, title } = codes[code];
  const problem: Problem = {
    type: `${problemTypePrefix}${code}`,
    title,
    status,
    code,
    ...(reason === undefined ? {} : { reason }),
    ...(revision === undefined ? {} : { revision }),
    ...(detail === undefined ? {} : { detail }),
  };
  const challenge = challengeOf(code, error instanceof InsufficientError ? error.lacking : {});
  const retryAfter = retryAfterOf(error);
  const headers = {
    "content-type": "application/problem+json; charset=utf-8",
    ...(challenge === undefined ? {} : { "www-authenticate": challenge }),
    ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
  };
  return jsonResponse(problem, headers, status);
}

/** The `Retry-After` of a failure, in seconds, where waiting helps. */
export function retryAfterOf({ code, retryAfterMs }: SessionError): string | undefined {
  const waitMs = retryAfterMs ?? (codes[code].status === 503 ? seconds(1) : 0);
  return waitMs > 0 ? String(Math.ceil(waitMs / seconds(1))) : undefined;
}

/** The `error` of a challenge (RFC 6750 §3.1, RFC 9470 §3): only a presented and refused access token has one. */
const challengeErrors: Partial<Record<Code, string>> = {
  access_token_invalid: "invalid_token",
  insufficient_scope: "insufficient_scope",
  insufficient_user_authentication: "insufficient_user_authentication",
};

/**
 * The `WWW-Authenticate` of a code, or `undefined`. By `invalid_token` alone, a client knows that refreshing will help,
 * whoever wrote the API.
 *
 * @param lacking what would be sufficient, by the names of the challenge's parameters; their values hold no quotes.
 */
export function challengeOf(code: Code, lacking: Readonly<Record<string, string>> = {}): string | undefined {
  if (codes[code].wire !== "challenge") return undefined;
  const error = challengeErrors[code];
  const parameters = {
    realm: "pawl",
    ...(error === undefined ? {} : { error, error_description: codes[code].title }),
    ...lacking,
  };
  const written = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return `${tokenType} ${written.join(", ")}`;
}
