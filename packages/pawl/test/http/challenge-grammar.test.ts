/**
 * Goal: the parser that other tests read challenges with is strict, so that a header which passes it is well formed.
 * Method: RFC 9110 §11.6.1 by examples, good and bad; then every challenge that Pawl can send.
 */
import { expect, test } from "vitest";
import { challengeOf } from "../../src/http/problem.ts";
import { type Code, codes } from "../../src/protocol/codes.ts";
import { parseChallenge } from "./support/challenge.ts";

test.each([
  ["Bearer", {}],
  ['Bearer realm="a"', { realm: "a" }],
  ["Bearer realm=a", { realm: "a" }],
  ['Bearer realm = "a" , error="b c"', { realm: "a", error: "b c" }],
  ['Bearer realm="a \\" b", x=1', { realm: 'a " b', x: "1" }],
])("%s is a challenge", (header, parameters) => {
  expect(Object.fromEntries(parseChallenge(header).parameters)).toEqual(parameters);
});

test.each([
  null,
  "",
  " Bearer",
  'Bearer,realm="a"',
  'Bearer realm="a" error="b"',
  'Bearer realm="a",',
  'Bearer realm="a", realm="b"',
  'Bearer realm="a',
  'Bearer realm="a"x',
  "Bearer realm=a b",
  "Bearer realm",
  'Bearer ="a"',
  'Bearer realm="a\r\nx: y"',
  "Bearer token68==",
])("%j is none", (header) => {
  expect(() => parseChallenge(header)).toThrow();
});

test("exactly the codes of 401, and a lacking scope, have a challenge, and each is well formed", () => {
  const challenged = (Object.keys(codes) as Code[]).filter((code) => challengeOf(code) !== undefined);
  const isChallenge = (code: Code) => codes[code].status === 401 || code === "insufficient_scope";
  expect(challenged).toEqual((Object.keys(codes) as Code[]).filter(isChallenge));
  for (const code of challenged) {
    expect(parseChallenge(challengeOf(code) ?? null).parameters.get("realm")).toBe("pawl");
  }
});
