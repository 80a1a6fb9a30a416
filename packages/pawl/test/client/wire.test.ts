/**
 * Goal: only what has the shape of our answers is one; members become camelCase in one place.
 * Method: a good answer, and the same with one thing wrong.
 */
import { expect, test } from "vitest";
import { readGrant, readRefusal } from "../../src/client/wire.ts";
import { sessionPayload, tokenBody } from "./support/answers.ts";

test("a token response is read, with its lifetime in milliseconds", () => {
  const session = sessionPayload({ user_agent: "Browser/1" });
  const body = { ...tokenBody("token", { rotation: "replayed" }), session };
  expect(readGrant(body)).toEqual({
    body,
    issuedAt: body.issued_at,
    accessToken: "token",
    expiresInMs: 1_800_000,
    rotation: "replayed",
    revision: "c2Vzc2lvbi1vbmU.0",
    session: {
      sid: session.sid,
      subject: "ada",
      generation: 0,
      amr: ["pwd"],
      createdAt: session.created_at,
      lastActiveAt: session.last_active_at,
      expiresAt: session.expires_at,
      inactivityExpiresAt: session.inactivity_expires_at,
      userAgent: "Browser/1",
    },
  });
});

test.each([undefined, null, 7, {}])(
  "a revision of %j is none, and spoils nothing else of the answer",
  (revision) => {
    expect(readGrant({ ...tokenBody("token"), revision })).toMatchObject({
      accessToken: "token",
      revision: null,
    });
  },
);

test("members that this version does not know are left out, and do no harm", () => {
  const body = {
    ...tokenBody("token"),
    id_token: "x",
    session: { ...sessionPayload(), __proto__x: 1, role: "admin" },
  };
  expect(Object.keys(readGrant(body)?.session ?? {})).not.toContain("role");
});

const good = tokenBody("token");
const wrong: [string, unknown][] = [
  ["undefined", undefined],
  ["null", null],
  ["a string", "token"],
  ["an array", [good]],
  ["no token", { ...good, access_token: undefined }],
  ["an empty token", { ...good, access_token: "" }],
  ["a token that is a number", { ...good, access_token: 1 }],
  ["a token with a line break", { ...good, access_token: "a\r\nx-evil: 1" }],
  ["a token with a space", { ...good, access_token: "a b" }],
  ["another token type", { ...good, token_type: "DPoP" }],
  ["no lifetime", { ...good, expires_in: undefined }],
  ["a lifetime of zero", { ...good, expires_in: 0 }],
  ["a negative lifetime", { ...good, expires_in: -1 }],
  ["a lifetime in words", { ...good, expires_in: "1800" }],
  ["no session", { ...good, session: undefined }],
  ["a session that is a string", { ...good, session: "x" }],
  ...Object.keys(good.session).map((name): [string, unknown] => [
    `a session without ${name}`,
    { ...good, session: { ...good.session, [name]: undefined } },
  ]),
  ["a generation in words", { ...good, session: { ...good.session, generation: "1" } }],
  ["a time in words", { ...good, session: { ...good.session, expires_at: "2040-01-01" } }],
];

test.each(wrong)("not a token response: %s", (_name, body) => {
  expect(readGrant(body)).toBeUndefined();
});

test("the session that is read cannot be changed", () => {
  expect(Object.isFrozen(readGrant(good)?.session)).toBe(true);
});

const problemHeaders = new Headers({ "content-type": "application/problem+json; charset=utf-8" });
const refusal = {
  type: "urn:pawl:problem:session_expired",
  code: "session_expired",
  reason: "inactivity",
  status: 401,
};

test("a problem of ours is read", () => {
  expect(readRefusal(problemHeaders, { ...refusal, detail: "…" })).toEqual({
    code: "session_expired",
    reason: "inactivity",
    detail: "…",
  });
  expect(readRefusal(problemHeaders, { ...refusal, reason: 7 })?.reason).toBeUndefined();
  expect(readRefusal(problemHeaders, { ...refusal, revision: "x" })?.revision).toBe("x");
  expect(readRefusal(problemHeaders, { ...refusal, revision: 7 })?.revision).toBeUndefined();
});

test.each([
  ["plain JSON", new Headers({ "content-type": "application/json" }), refusal],
  ["a page", new Headers({ "content-type": "text/html" }), refusal],
  ["no type at all", new Headers(), refusal],
  ["another problem's type", problemHeaders, { ...refusal, type: "about:blank" }],
  ["another code's type", problemHeaders, { ...refusal, type: "urn:pawl:problem:session_revoked" }],
  ["no code", problemHeaders, { ...refusal, code: undefined }],
  ["null", problemHeaders, null],
] as const)("not a problem of ours: %s", (_name, headers, body) => {
  expect(readRefusal(headers, body)).toBeUndefined();
});
