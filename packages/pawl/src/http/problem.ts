import { type Code, codes } from "../protocol/codes.ts";
import { SessionError } from "../protocol/errors.ts";
import { problemTypePrefix, tokenType } from "../protocol/names.ts";
import type { Problem } from "../protocol/wire.ts";
import { seconds } from "../session/policy.ts";
import { StoreError } from "../session/store.ts";

/** What a thrown value is on the wire. Anything unforeseen is `internal_error`, and tells nothing of itself. */
export function errorOf(thrown: unknown): SessionError {
  if (thrown instanceof SessionError || isSessionErrorOfAnotherCopy(thrown)) return thrown;
  const isStoreError = thrown instanceof StoreError || isNamed(thrown, "StoreError");
  return new SessionError(isStoreError ? "store_unavailable" : "internal_error");
}

/** A bundler may put a copy of the class beside each guard, and then one copy catches what another has thrown. */
function isSessionErrorOfAnotherCopy(thrown: unknown): thrown is SessionError {
  return isNamed(thrown, "SessionError") && "code" in thrown && Object.hasOwn(codes, String(thrown.code));
}

function isNamed(thrown: unknown, name: string): thrown is Error {
  return thrown instanceof Error && thrown.name === name;
}

/** The failure as `application/problem+json` (RFC 9457), with its challenge (RFC 6750 §3) where it has one. */
export function problemResponse(error: SessionError): Response {
  const { code, reason, detail, revision, retryAfterMs } = error;
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
  const headers = new Headers({ "content-type": "application/problem+json; charset=utf-8" });
  const challenge = challengeOf(code);
  if (challenge !== undefined) headers.set("www-authenticate", challenge);
  const waitMs = retryAfterMs ?? (status === 503 ? seconds(1) : 0);
  if (waitMs > 0) headers.set("retry-after", String(Math.ceil(waitMs / seconds(1))));
  return new Response(JSON.stringify(problem), { status, headers });
}

/**
 * The `WWW-Authenticate` of a code, or `undefined`. Only a presented and refused access token has an `error`
 * (RFC 6750 §3.1): by it, a client knows that refreshing will help, whoever wrote the API.
 */
export function challengeOf(code: Code): string | undefined {
  if (codes[code].wire !== "challenge") return undefined;
  const challenge = `${tokenType} realm="pawl"`;
  return code === "access_token_invalid"
    ? `${challenge}, error="invalid_token", error_description="${codes[code].title}"`
    : challenge;
}
