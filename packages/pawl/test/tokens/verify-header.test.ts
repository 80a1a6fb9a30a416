/**
 * Goal: the header decides nothing (security checklist C27, C28, C30–C32, C35, C37): one algorithm, two types, and a
 * key that is found by its name alone.
 * Method: tokens whose header is wrong in one way, signed with the issuer's own key wherever a signature could help.
 */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { verifyAccessToken } from "../../src/tokens/verify-access-token.ts";
import { startOfTime } from "../support/clock.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import {
  base64url,
  forgersKey,
  headerOf,
  honestClaims,
  ringOf,
  signed,
  verifierOf,
} from "../support/forged-token.ts";

const key = forgersKey();
const verify = verifierOf(ringOf(key));

const withHeader = (differences: Record<string, unknown>) =>
  signed(key, headerOf(key, differences), honestClaims);
const inputWith = (header: unknown) =>
  `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(honestClaims))}`;

test("the honest token verifies, so that what follows fails for its own reason", () => {
  expect(verify(withHeader({}))).toBe("verified");
  expect(verify(withHeader({ note: "an unknown member is ignored (RFC 7515 §4)" }))).toBe("verified");
});

describe("alg is ES256 to the letter", () => {
  test.each([
    ["none", "none"],
    ["NONE", "NONE"],
    ["nOnE", "nOnE"],
    ["empty", ""],
    ["missing", undefined],
    ["null", null],
    ["a list", ["ES256"]],
    ["a number", 256],
    ["an object", { alg: "ES256" }],
    ["in lower case", "es256"],
    ["with a space", "ES256 "],
    ["with a NUL", "ES256\0"],
    ["HS256", "HS256"],
    ["RS256", "RS256"],
    ["RS512", "RS512"],
    ["PS256", "PS256"],
    ["ES384", "ES384"],
    ["ES512", "ES512"],
    ["ES256K", "ES256K"],
    ["EdDSA", "EdDSA"],
    ["dir", "dir"],
    ["PBES2", "PBES2-HS256+A128KW"],
  ])("%s is refused, although the signature is right", (_, alg) => {
    expect(verify(withHeader({ alg }))).toBe("invalid");
  });

  test.each(["none", "None", "NONE"])("%s with an empty, a blank or no signature is refused", (alg) => {
    const input = inputWith({ alg, typ: "at+jwt", kid: key.kid });
    for (const end of ["", ".", ".AA", `.${"A".repeat(86)}`]) expect(verify(input + end)).toBe("invalid");
  });
});

describe("the public key is no secret", () => {
  const jwk = JSON.stringify(key.jwk);
  test.each([
    ["its PEM", key.publicKey.export({ type: "spki", format: "pem" })],
    ["its DER", key.publicKey.export({ type: "spki", format: "der" })],
    ["its JWK as text", jwk],
    ["its x coordinate", Buffer.from(key.publicKey.export({ format: "jwk" }).x ?? "", "base64url")],
    ["nothing", ""],
  ])("an HMAC with %s is refused, under HS256 and under ES256", (_, secret) => {
    for (const alg of ["HS256", "ES256"]) {
      const input = inputWith({ alg, typ: "at+jwt", kid: key.kid });
      const mac = createHmac("sha256", secret).update(input).digest();
      for (const signature of [mac, Buffer.concat([mac, mac])]) {
        expect(verify(`${input}.${base64url(signature)}`)).toBe("invalid");
      }
    }
  });
});

describe("another key's signature is refused under our kid", () => {
  const foreign: [string, string, KeyObject, string][] = [
    ["P-256", "ES256", generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey, "sha256"],
    ["P-384", "ES384", generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey, "sha384"],
    ["RSA", "RS256", generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey, "sha256"],
  ];
  test.each(foreign)("%s", (_, alg, privateKey, hash) => {
    for (const named of [alg, "ES256"]) {
      const input = inputWith({ alg: named, typ: "at+jwt", kid: key.kid });
      const signature = sign(hash, Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" });
      expect(verify(`${input}.${base64url(signature)}`)).toBe("invalid");
    }
  });
});

describe("a header never brings its own key", () => {
  test.each([
    ["jwk", key.jwk],
    ["jku", "https://attacker.example/jwks.json"],
    ["x5u", "https://attacker.example/cert.pem"],
    ["x5c", ["MIIB"]],
    ["jwk", null],
    ["jku", ""],
    ["enc", "A256GCM"],
    ["zip", "DEF"],
  ])("%s is refused, although the signature is right", (name, value) => {
    expect(verify(withHeader({ [name]: value }))).toBe("invalid");
  });

  test("a jwk of the attacker's, with the attacker's signature, is refused", () => {
    const attacker = forgersKey();
    expect(verify(signed(attacker, headerOf(key, { jwk: attacker.jwk }), honestClaims))).toBe("invalid");
    const unnamed = { alg: "ES256", typ: "at+jwt", jwk: attacker.jwk };
    expect(verify(signed(attacker, unnamed, honestClaims))).toBe("invalid");
  });
});

describe("kid is looked up, and nothing else", () => {
  test.each([
    ["a path", "../../../../etc/passwd"],
    ["a path with a NUL", "/dev/null\0"],
    ["SQL", "' OR 1=1 --"],
    ["a URL", "https://attacker.example/key"],
    ["__proto__", "__proto__"],
    ["constructor", "constructor"],
    ["empty", ""],
    ["missing", undefined],
    ["null", null],
    ["a number", 0],
    ["a list", [key.kid]],
    ["an object", { kid: key.kid }],
    ["a prefix", key.kid.slice(0, 42)],
    ["with a space", `${key.kid} `],
    ["of 43 characters outside the alphabet", "/".repeat(43)],
    ["of 43 characters with stray bits", `${"A".repeat(42)}B`],
    ["of 800 characters", "A".repeat(800)],
    ["of 10 000 characters", "A".repeat(10_000)],
  ])("%s is invalid, and not worth a look into the store", (_, kid) => {
    expect(verify(withHeader({ kid }))).toBe("invalid");
  });

  test("one that could be ours is unknown: the key may be new", () => {
    expect(verify(withHeader({ kid: forgersKey().kid }))).toBe("unknown-key");
    expect(verify(withHeader({ kid: "A".repeat(43) }))).toBe("unknown-key");
  });

  test("the right key under the name of another of our keys is refused", () => {
    const second = forgersKey();
    const token = signed(key, headerOf(second), honestClaims);
    const both = ringOf(key, second);
    expect(
      verifyAccessToken(token, both, {
        issuer: testIssuer,
        audience: testAudience,
        now: startOfTime,
        clockToleranceMs: 0,
        expiryToleranceMs: 0,
      }).kind,
    ).toBe("invalid");
  });
});

describe("extensions that we do not have are refused", () => {
  test.each([
    ["crit with an unknown name", { crit: ["x"], x: 1 }],
    ["an empty crit", { crit: [] }],
    ["a crit that is null", { crit: null }],
    ["crit with exp", { crit: ["exp"], exp: 1 }],
    ["b64 false", { b64: false }],
    ["b64 false, declared", { crit: ["b64"], b64: false }],
    ["b64 true", { b64: true }],
  ])("%s", (_, differences) => {
    expect(verify(withHeader(differences))).toBe("invalid");
  });
});

describe("typ is that of an access token", () => {
  test("at+jwt and application/at+jwt are taken", () => {
    expect(verify(withHeader({ typ: "application/at+jwt" }))).toBe("verified");
  });

  test.each([
    ...[
      "JWT",
      "jwt",
      "dpop+jwt",
      "dbsc+jwt",
      "logout+jwt",
      "secevent+jwt",
      "at+jwt ",
      "at+jwt;v=1",
      "AT+JWT",
      "",
    ],
    ...[undefined, null, ["at+jwt"], 1],
  ])("%j is refused", (typ) => {
    expect(verify(withHeader({ typ }))).toBe("invalid");
  });
});

describe("the header is one strict JSON object", () => {
  const { kid } = key;
  test.each([
    ["alg twice, the wrong one first", `{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"${kid}"}`],
    ["alg twice, the wrong one last", `{"alg":"ES256","typ":"at+jwt","kid":"${kid}","alg":"none"}`],
    ["alg twice, once escaped", `{"alg":"ES256","typ":"at+jwt","kid":"${kid}","\\u0061lg":"ES256"}`],
    ["kid twice", `{"alg":"ES256","kid":"${kid}","typ":"at+jwt","kid":"${kid}"}`],
    ["a member called __proto__", `{"alg":"ES256","typ":"at+jwt","kid":"${kid}","__proto__":{}}`],
    ["members inherited from __proto__", `{"__proto__":{"alg":"ES256","typ":"at+jwt","kid":"${kid}"}}`],
    ["a list", `[{"alg":"ES256","typ":"at+jwt","kid":"${kid}"}]`],
    ["a text", '"ES256"'],
    ["null", "null"],
    ["nothing", " "],
    ["not JSON", `{alg:"ES256",typ:"at+jwt",kid:"${kid}"}`],
    ["followed by more", `{"alg":"ES256","typ":"at+jwt","kid":"${kid}"} {}`],
    ["nested too deep", `{"alg":"ES256","typ":"at+jwt","kid":"${kid}","x":${"[".repeat(8)}${"]".repeat(8)}}`],
    ["larger than 1 KiB", `{"alg":"ES256","typ":"at+jwt","kid":"${kid}","x":"${"x".repeat(1024)}"}`],
  ])("%s is refused", (_, header) => {
    expect(verify(signed(key, header, honestClaims))).toBe("invalid");
  });

  test.each([
    ["with a byte order mark", Buffer.from(`\uFEFF${JSON.stringify(headerOf(key))}`)],
    ["in UTF-16", Buffer.from(JSON.stringify(headerOf(key)), "utf16le")],
    ["in no encoding", Buffer.concat([Buffer.from('{"alg":"ES256","x":"'), Buffer.from([0xff, 0x22, 0x7d])])],
  ])("%s is refused", (_, header) => {
    expect(verify(signed(key, header, honestClaims))).toBe("invalid");
  });

  test("1 KiB of header is taken, and one byte more is not", () => {
    const json = (length: number) => {
      const empty = JSON.stringify({ ...headerOf(key), x: "" });
      return JSON.stringify({ ...headerOf(key), x: "x".repeat(length - empty.length) });
    };
    expect(json(1024)).toHaveLength(1024);
    expect(verify(signed(key, json(1024), honestClaims))).toBe("verified");
    expect(verify(signed(key, json(1025), honestClaims))).toBe("invalid");
  });

  test("the order of members and white space are free", () => {
    const header = ` { "kid" : "${kid}" , "typ" : "at+jwt" , "alg" : "ES256" } `;
    expect(verify(signed(key, header, honestClaims))).toBe("verified");
  });
});
