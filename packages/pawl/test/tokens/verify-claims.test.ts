/**
 * Goal: each claim has its type and bound (C35, C36, C38, C39); the signature alone is never enough.
 * Method: tokens that the issuer really signed, each with one claim missing, retyped or out of bounds.
 */
import { describe, expect, test } from "vitest";
import { verifyAccessToken } from "../../src/tokens/verify-access-token.ts";
import { startOfTime } from "../support/clock.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import { forgersKey, headerOf, honestClaims, ringOf, signed } from "../support/forged-token.ts";

const key = forgersKey();
const ring = ringOf(key);
const now = startOfTime / 1000;
const tolerance = 5;

function verify(
  token: string,
  differences: { at?: number; issuer?: string; expiryToleranceMs?: number } = {},
) {
  return verifyAccessToken(token, ring, {
    issuer: differences.issuer ?? testIssuer,
    audience: testAudience,
    now: differences.at ?? startOfTime,
    clockToleranceMs: tolerance * 1000,
    expiryToleranceMs: differences.expiryToleranceMs ?? 0,
  }).kind;
}

const withClaims = (differences: Record<string, unknown>) =>
  signed(key, headerOf(key), { ...honestClaims, ...differences });
/** For what JSON.stringify does not write: the value of one claim as text. */
const withText = (name: string, text: string) =>
  signed(key, headerOf(key), JSON.stringify({ ...honestClaims, [name]: "@" }).replace('"@"', text));

const required = Object.keys(honestClaims);
const texts = ["iss", "sub", "client_id", "jti", "sid"];
const wholeNumbers = ["iat", "exp", "gen", "auth_time"];

describe("each claim", () => {
  test.each(required)("%s must be there", (name) => {
    expect(verify(withClaims({ [name]: undefined }))).toBe("invalid");
    expect(verify(withClaims({ [name]: null }))).toBe("invalid");
  });

  test.each(texts)("%s must be a text, and not an empty one", (name) => {
    for (const value of ["", 7, true, [], {}, [honestClaims[name]], { value: honestClaims[name] }]) {
      expect(verify(withClaims({ [name]: value })), JSON.stringify(value)).toBe("invalid");
    }
  });

  test.each(texts)("%s must not be longer than 255 characters", (name) => {
    const issuer = name === "iss" ? "x".repeat(255) : testIssuer;
    expect(verify(withClaims({ [name]: "x".repeat(255) }), { issuer })).toBe("verified");
    expect(verify(withClaims({ [name]: "x".repeat(256) }), { issuer })).toBe("invalid");
  });

  test.each(wholeNumbers)("%s must be a whole number that is not negative", (name) => {
    const honest = honestClaims[name];
    for (const value of [String(honest), -1, Number(honest) + 0.5, [honest], {}, true, "", "9999999999"]) {
      expect(verify(withClaims({ [name]: value })), JSON.stringify(value)).toBe("invalid");
    }
    for (const text of ["1e400", "-1e400", "9007199254740993", "1e99", "NaN", "Infinity"]) {
      expect(verify(withText(name, text)), text).toBe("invalid");
    }
  });

  test("gen and auth_time may be 0", () => {
    expect(verify(withClaims({ gen: 0, auth_time: 0 }))).toBe("verified");
  });

  test("amr must be a list of texts", () => {
    expect(verify(withClaims({ amr: [] }))).toBe("verified");
    for (const value of ["pwd", [1], [null], [["pwd"]], {}, { 0: "pwd", length: 1 }, true]) {
      expect(verify(withClaims({ amr: value })), JSON.stringify(value)).toBe("invalid");
    }
  });
});

describe("exp", () => {
  test("passes until the instant it names, without any tolerance", () => {
    const token = withClaims({ exp: now + 60 });
    expect(verify(token, { at: startOfTime + 60_000 - 1 })).toBe("verified");
    expect(verify(token, { at: startOfTime + 60_000 })).toBe("invalid");
  });

  test("has the tolerance that the verifier states, and for logout none of its bounds", () => {
    const token = withClaims({ exp: now + 60 });
    const years = startOfTime + 1e12;
    expect(verify(token, { at: startOfTime + 62_999, expiryToleranceMs: 3000 })).toBe("verified");
    expect(verify(token, { at: startOfTime + 63_000, expiryToleranceMs: 3000 })).toBe("invalid");
    expect(verify(token, { at: years, expiryToleranceMs: Number.POSITIVE_INFINITY })).toBe("verified");
  });

  test("may not be at or before iat", () => {
    expect(verify(withClaims({ iat: now + 1, exp: now + 1 }))).toBe("invalid");
    expect(verify(withClaims({ iat: now + 2, exp: now + 1 }))).toBe("invalid");
  });

  test("may not be further from iat than the cap, although the issuer signed it", () => {
    // The issuer rounds one down and the other up: an hour and two seconds at most.
    expect(verify(withClaims({ exp: now + 3602 }))).toBe("verified");
    expect(verify(withClaims({ exp: now + 3603 }))).toBe("invalid");
    expect(verify(withClaims({ exp: now + 10 * 365 * 86_400 }))).toBe("invalid");
    expect(verify(withClaims({ iat: 0, exp: now + 60 }))).toBe("invalid");
  });
});

describe("iat and nbf", () => {
  test("iat may lie in the future by the clock tolerance, and not more", () => {
    expect(verify(withClaims({ iat: now + tolerance, exp: now + 60 }))).toBe("verified");
    expect(verify(withClaims({ iat: now + tolerance + 1, exp: now + 60 }))).toBe("invalid");
    expect(verify(withClaims({ iat: now + 1 }), { at: startOfTime - 4001 })).toBe("invalid");
    expect(verify(withClaims({ iat: now + 1 }), { at: startOfTime - 4000 })).toBe("verified");
  });

  test("nbf need not be there, and is enforced like iat when it is", () => {
    expect(verify(withClaims({ nbf: now - 1 }))).toBe("verified");
    expect(verify(withClaims({ nbf: now + tolerance }))).toBe("verified");
    expect(verify(withClaims({ nbf: now + tolerance + 1 }))).toBe("invalid");
  });

  test.each([null, "0", -1, 0.5, [], {}, true])("nbf as %j is refused", (nbf) => {
    expect(verify(withClaims({ nbf }))).toBe("invalid");
  });
});

describe("iss is ours, byte for byte", () => {
  test.each([
    ["another", "https://other.example/auth"],
    ["with a slash at the end", `${testIssuer}/`],
    ["in upper case", testIssuer.toUpperCase()],
    ["with the default port", testIssuer.replace(".example", ".example:443")],
    ["over http", testIssuer.replace("https", "http")],
    ["with a fragment", `${testIssuer}#`],
    ["with a space", ` ${testIssuer}`],
    ["longer", `${testIssuer}.attacker.example`],
    ["shorter", testIssuer.slice(0, -1)],
    ["a look-alike", testIssuer.replace("a", "\u0430")],
    ["in a list", [testIssuer]],
  ])("%s is refused", (_, iss) => {
    expect(verify(withClaims({ iss }))).toBe("invalid");
  });
});

describe("aud is us", () => {
  test.each([
    ["us alone, in a list", [testAudience]],
    ["us among others", ["https://sibling.example", testAudience]],
  ])("%s is taken", (_, aud) => {
    expect(verify(withClaims({ aud }))).toBe("verified");
  });

  test.each([
    ["a sibling", "https://sibling.example"],
    ["with a slash at the end", `${testAudience}/`],
    ["longer", `${testAudience}.attacker.example`],
    ["in upper case", testAudience.toUpperCase()],
    ["empty", ""],
    ["an empty list", []],
    ["a list of siblings", ["https://sibling.example"]],
    ["a list in a list", [[testAudience]]],
    ["a list with more than texts", [testAudience, 7]],
    ["an object", { 0: testAudience }],
    ["a number", 7],
    ["the issuer", testIssuer],
  ])("%s is refused", (_, aud) => {
    expect(verify(withClaims({ aud }))).toBe("invalid");
  });
});

describe("the payload is one strict JSON object", () => {
  const json = JSON.stringify(honestClaims);
  const more = (text: string) => `${json.slice(0, -1)},${text}}`;

  test.each([
    ["sub twice", more('"sub":"usr_grace"')],
    ["sub twice, once escaped", more('"\\u0073ub":"usr_grace"')],
    ["exp twice", more(`"exp":${now + 3000}`)],
    ["a duplicate in a claim of the identity's", more('"roles":{"admin":false,"admin":true}')],
    ["__proto__", more('"__proto__":{"admin":true}')],
    ["claims inherited from __proto__", `{"__proto__":${json}}`],
    ["a list", `[${json}]`],
    ["a text", JSON.stringify(json)],
    ["null", "null"],
    ["a number", "7"],
    ["cut short", json.slice(0, -1)],
    ["followed by more", `${json}{}`],
    ["nested too deep", more(`"x":${"[".repeat(8)}${"]".repeat(8)}`)],
  ])("%s is refused, although it is signed", (_, payload) => {
    expect(verify(signed(key, headerOf(key), payload))).toBe("invalid");
  });

  test("nested as deep as allowed is taken", () => {
    expect(verify(signed(key, headerOf(key), more(`"x":${"[".repeat(7)}${"]".repeat(7)}`)))).toBe("verified");
  });

  test.each([
    ["UTF-16", Buffer.from(json, "utf16le")],
    ["a byte order mark", Buffer.from(`\uFEFF${json}`)],
    ["Latin-1", Buffer.from(more('"name":"Zoë"'), "latin1")],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0xfd])],
  ])("%s is refused, although it is signed", (_, payload) => {
    expect(verify(signed(key, headerOf(key), payload))).toBe("invalid");
  });
});
