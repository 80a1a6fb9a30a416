import { startOfTime } from "../../support/clock.ts";
import { testAudience } from "../../support/create-test-pawl.ts";
import type { Case } from "../case.ts";
import {
  claimsAnd,
  headerOf,
  honestClaims,
  now,
  signed,
  type ThrowawayKey,
  toleranceSeconds,
  withClaims,
  withHeader,
  withText,
} from "../issuer.ts";

type Valid = readonly [
  name: string,
  token: string,
  claims?: Readonly<Record<string, unknown>>,
  at?: number | undefined,
];

/** Tokens that every verifier takes, so that a refusal of the others means something. */
export function validCases(keys: readonly ThrowawayKey[], key: ThrowawayKey): Case[] {
  const of = (name: string, claims: Record<string, unknown>, at?: number): Valid => [
    name,
    withClaims(key, claims),
    claims,
    at,
  ];
  const payload = (name: string, members: string): Valid => [
    name,
    signed(key, headerOf(key), claimsAnd(members)),
    JSON.parse(`{${members}}`),
  ];
  const spaced = ` { "kid" : "${key.kid}" , "typ" : "at+jwt" , "alg" : "${key.alg}" } `;
  const valid: Valid[] = [
    ...keys.map((one): Valid => [`an honest token, ${one.alg}`, withClaims(one, {})]),
    ["typ application/at+jwt", withHeader(key, { typ: "application/at+jwt" })],
    ["an unknown header member is ignored", withHeader(key, { note: "RFC 7515 §4" })],
    ["header members in another order, with white space", signed(key, spaced, honestClaims)],
    of("aud in a list of one", { aud: [testAudience] }),
    of("aud among others", { aud: ["https://sibling.example", testAudience] }),
    of("gen and auth_time of 0", { gen: 0, auth_time: 0 }),
    of("an empty amr", { amr: [] }),
    of("two methods in amr", { amr: ["pwd", "otp"] }),
    of("a sub of 255 characters", { sub: "x".repeat(255) }),
    of("a sub of 127 characters that take two UTF-16 units each", { sub: "\u{1f511}".repeat(127) }),
    of("a sub in another script", { sub: "усер_アダ" }),
    of("nbf in the past", { nbf: now - 1 }),
    of("nbf in the future, within the tolerance", { nbf: now + toleranceSeconds }),
    of("iat in the future, within the tolerance", { iat: now + toleranceSeconds }),
    of("the longest life: an hour and two seconds of rounding", { exp: now + 3602 }),
    of("its last millisecond", { exp: now + 60 }, startOfTime + 59_999),
    of("past exp, within the tolerance", { exp: now + 60 }, startOfTime + 64_999),
    of("a scope and a nested claim of the identity's", { scope: "a b", roles: { admin: { of: ["x"] } } }),
    ["exp written with a fraction of zero", withText(key, "exp", `${now + 1800}.0`)],
    ["exp written with an exponent", withText(key, "exp", `${(now + 1800) / 100}e2`)],
    payload("an unknown claim, nested as deep as allowed", `"x":${"[".repeat(7)}${"]".repeat(7)}`),
    payload("escapes in a claim's name and value", '"n\\u006fte":"\\u00e9\\n\\ud83d\\udd11"'),
    payload("a claim called constructor", '"constructor":"x"'),
    payload("the same name in two different objects", '"a":{"x":1},"b":{"x":1}'),
  ];
  return valid.map(([name, token, differences = {}, at = startOfTime]) => ({
    name,
    token,
    at,
    expected: { ...honestClaims, ...differences },
  }));
}
