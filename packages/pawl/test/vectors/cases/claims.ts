import { startOfTime } from "../../support/clock.ts";
import { testAudience, testIssuer } from "../../support/create-test-pawl.ts";
import type { Mutant } from "../case.ts";
import { honestClaims, now, type ThrowawayKey, toleranceSeconds, withClaims, withText } from "../issuer.ts";

const texts = ["iss", "sub", "client_id", "jti", "sid"];
const wholeNumbers = ["iat", "exp", "gen", "auth_time"];

/** Claims that are missing, retyped or out of bounds (C36, C38, C39), each really signed. */
export function claimMutants(key: ThrowawayKey): Mutant[] {
  const claim = (name: string, value: unknown, as: string = JSON.stringify(value)): Mutant => [
    `${name} as ${as}`,
    withClaims(key, { [name]: value }),
  ];
  const issuer = (as: string, iss: unknown): Mutant => claim("iss", iss, as);
  const audience = (as: string, aud: unknown): Mutant => claim("aud", aud, as);
  return [
    ...Object.keys(honestClaims).flatMap((name): Mutant[] => [
      [`${name} missing`, withClaims(key, { [name]: undefined })],
      claim(name, null),
    ]),
    ...texts.flatMap((name) => ["", 7, true, [honestClaims[name]], {}].map((value) => claim(name, value))),
    ...texts.slice(1).map((name) => claim(name, "x".repeat(256), "256 characters")),
    claim("sub", "\u{1f511}".repeat(128), "128 characters that take two UTF-16 units each"),
    ...wholeNumbers.flatMap((name) => [
      ...[String(honestClaims[name]), -1, [honestClaims[name]], {}, true].map((value) => claim(name, value)),
      claim(name, Number(honestClaims[name]) + 0.5, "half a second more"),
      ...["1e400", "9007199254740993", "NaN", "Infinity", "0x10", "1_000", "+1", "01"].map(
        (text): Mutant => [`${name} written as ${text}`, withText(key, name, text)],
      ),
    ]),
    ...["pwd", [1], [null], [["pwd"]], { 0: "pwd", length: 1 }, true].map((value) => claim("amr", value)),
    ...["0", -1, 0.5, [], {}, true, null].map((value) => claim("nbf", value)),
    issuer("another", "https://other.example/auth"),
    issuer("ours with a slash at the end", `${testIssuer}/`),
    issuer("ours in upper case", testIssuer.toUpperCase()),
    issuer("ours with the default port", testIssuer.replace(".example", ".example:443")),
    issuer("ours over http", testIssuer.replace("https", "http")),
    issuer("ours with a space before", ` ${testIssuer}`),
    issuer("longer", `${testIssuer}.attacker.example`),
    issuer("shorter", testIssuer.slice(0, -1)),
    issuer("a look-alike", testIssuer.replace("a", "\u0430")),
    audience("a sibling", "https://sibling.example"),
    audience("us with a slash at the end", `${testAudience}/`),
    audience("longer", `${testAudience}.attacker.example`),
    audience("us in upper case", testAudience.toUpperCase()),
    audience("an empty text", ""),
    audience("an empty list", []),
    audience("a list of siblings", ["https://sibling.example"]),
    audience("a list in a list", [[testAudience]]),
    audience("a list with more than texts", [testAudience, 7]),
    audience("an object", { 0: testAudience }),
    audience("a number", 7),
    audience("the issuer", testIssuer),
    ...times(key),
  ];
}

function times(key: ThrowawayKey): Mutant[] {
  const late = now + toleranceSeconds + 1;
  return [
    ["at exp and its tolerance", withClaims(key, { exp: now + 60 }), startOfTime + 65_000],
    ["a year after exp", withClaims(key, {}), startOfTime + 365 * 86_400_000],
    ["iat further in the future than the tolerance", withClaims(key, { iat: late })],
    ["iat in the future, seen a millisecond too early", withClaims(key, {}), startOfTime - 5001],
    ["nbf further in the future than the tolerance", withClaims(key, { nbf: late })],
    ["exp at iat", withClaims(key, { iat: now + 1, exp: now + 1 })],
    ["exp before iat", withClaims(key, { iat: now + 2, exp: now + 1 })],
    ["a life of a second more than the longest", withClaims(key, { exp: now + 3603 })],
    ["a life of ten years", withClaims(key, { exp: now + 10 * 365 * 86_400 })],
    ["an iat of 0", withClaims(key, { iat: 0, exp: now + 60 })],
    ["times in milliseconds", withClaims(key, { iat: startOfTime, exp: startOfTime + 1_800_000 })],
  ];
}
