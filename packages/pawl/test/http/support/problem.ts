import { expect } from "vitest";
import { type Code, codes } from "../../../src/protocol/codes.ts";
import type { Problem } from "../../../src/protocol/wire.ts";
import { parseChallenge } from "./challenge.ts";
import type { Answer } from "./send.ts";
import { revisionShape } from "./shapes.ts";

/** What tells of the inside: a stack, a statement, a path, a module. */
export const insides: RegExp =
  /\bat .+:\d+|\b(SELECT|INSERT|UPDATE|DELETE FROM|PRAGMA)\b|node:|\.ts\b|\/(packages|src|node_modules)\//;

/** What more is expected of a failure. */
interface About extends Partial<Problem> {
  /** Of `Retry-After`, where it is not the second of a 503. */
  readonly retryAfterSeconds?: number;
  /** What the challenge says would be sufficient. */
  readonly lacking?: Readonly<Record<string, string>>;
}

/**
 * Expects the answer to be this failure and nothing else: status, type, title and code agree with the table (C74),
 * a 401 is challenged in the strict grammar (C72), a 503 says when to come back (C83), a soft refusal what to
 * state next, and nothing tells of the inside.
 */
export function expectProblem(answer: Answer, code: Code, about: About = {}): void {
  const { status, title } = codes[code];
  const { detail, reason, revision, ...rest } = answer.json as Problem;
  expect(rest).toEqual({ type: `urn:pawl:problem:${code}`, title, status, code });
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
  expect(reason).toBe(about.reason);
  if (code === "refresh_token_superseded") expect(revision).toMatch(revisionShape);
  else expect(revision).toBeUndefined();
  if (about.revision !== undefined) expect(revision).toBe(about.revision);
  if (about.detail === undefined) expect(["string", "undefined"]).toContain(typeof detail);
  else expect(detail).toBe(about.detail);
  expect(answer.text).not.toMatch(insides);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const seconds = about.retryAfterSeconds ?? (status === 503 ? 1 : undefined);
  expect(answer.headers.get("retry-after")).toBe(seconds === undefined ? null : String(seconds));
  if (codes[code].wire === "challenge") expectChallenge(answer, code, about.lacking ?? {});
  else expect(answer.headers.get("www-authenticate")).toBeNull();
}

/** The `error` of RFC 6750 §3.1 and RFC 9470 §3; where no token was looked at there is none. */
const errors: Partial<Record<Code, string>> = {
  access_token_invalid: "invalid_token",
  insufficient_scope: "insufficient_scope",
  insufficient_user_authentication: "insufficient_user_authentication",
};

function expectChallenge(answer: Answer, code: Code, lacking: Readonly<Record<string, string>>): void {
  const { scheme, parameters } = parseChallenge(answer.headers.get("www-authenticate"));
  expect(scheme).toBe("Bearer");
  const error = errors[code] ? { error: errors[code], error_description: codes[code].title } : {};
  expect(Object.fromEntries(parameters)).toEqual({ realm: "pawl", ...error, ...lacking });
}
