/**
 * Goal: only public, strong and well-formed keys of the three algorithms are used (C28, C42, C47).
 * Method: a JWKS with one key that is wrong in one way: given as it is, it is a TypeError; shown by the issuer beside a
 * good one, it is left out and told of, and its tokens are refused.
 */
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/verify/create-verifier.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import { algs, base64url, throwawayKey, withClaims } from "../vectors/issuer.ts";
import { remoteIssuer } from "./support/issuer.ts";
import { outcomeOf } from "./support/outcome.ts";

const [ec, ed, rsa] = [throwawayKey("ES256"), throwawayKey("Ed25519"), throwawayKey("RS256")];
const good = throwawayKey("ES256");

const given = (...keys: object[]) =>
  createVerifier({ issuer: testIssuer, audience: testAudience, jwks: { keys } });

/** A real RSA key of any size, under the name of ours. */
function rsaOf(modulusLength: number): object {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength });
  return { ...rsa.jwk, ...publicKey.export({ format: "jwk" }) };
}

function ecOn(namedCurve: string): object {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve });
  return { ...ec.jwk, ...publicKey.export({ format: "jwk" }) };
}

const modulus = Buffer.from(rsa.jwk["n"] ?? "", "base64url");
const privateJwk = (key: typeof ec): object => ({ ...key.jwk, ...key.privateKey.export({ format: "jwk" }) });

const refused: [string, object][] = [
  ["a private EC key", privateJwk(ec)],
  ["a private Ed25519 key", privateJwk(ed)],
  ["a private RSA key", privateJwk(rsa)],
  ["a private member that is null", { ...ec.jwk, d: null }],
  ["a symmetric key", { kty: "oct", k: base64url("x".repeat(32)), kid: ec.kid, alg: "HS256" }],
  ["a symmetric member in an EC key", { ...ec.jwk, k: "AAAA" }],
  ["no alg", { ...ec.jwk, alg: undefined }],
  ["alg HS256", { ...ec.jwk, alg: "HS256" }],
  ["alg none", { ...ec.jwk, alg: "none" }],
  ["alg EdDSA", { ...ed.jwk, alg: "EdDSA" }],
  ["alg __proto__", { ...ec.jwk, alg: "__proto__" }],
  ["alg of another kind of key", { ...ec.jwk, alg: "RS256" }],
  ["an RSA key for PS256", { ...rsa.jwk, alg: "PS256" }],
  ["use enc", { ...ec.jwk, use: "enc" }],
  ["key_ops without verify", { ...ec.jwk, key_ops: ["sign"] }],
  ["key_ops that is no list", { ...ec.jwk, key_ops: "verify" }],
  ["no kid", { ...ec.jwk, kid: undefined }],
  ["a kid that is no thumbprint", { ...ec.jwk, kid: "1" }],
  ["P-384", ecOn("P-384")],
  ["P-384 that calls itself P-256", { ...ecOn("P-384"), crv: "P-256" }],
  ["secp256k1", ecOn("secp256k1")],
  ["another kty", { ...ec.jwk, kty: "OKP" }],
  ["no curve", { ...ec.jwk, crv: undefined }],
  ["a coordinate too short", { ...ec.jwk, x: base64url(Buffer.alloc(31, 1)) }],
  ["a coordinate that is not canonical", { ...ec.jwk, x: `${ec.jwk["x"]}=` }],
  ["a coordinate that is a number", { ...ec.jwk, x: 7 }],
  ["Ed448", { ...ed.jwk, crv: "Ed448" }],
  ["RSA of 1024 bits", rsaOf(1024)],
  [
    "RSA of 2047 bits",
    { ...rsa.jwk, n: base64url(Buffer.concat([Buffer.from([0x7f]), modulus.subarray(1)])) },
  ],
  ["RSA of 4104 bits", { ...rsa.jwk, n: base64url(Buffer.alloc(513, 0xff)) }],
  ["RSA of 16384 bits", { ...rsa.jwk, n: base64url(Buffer.alloc(2048, 0xff)) }],
  [
    "an even modulus",
    { ...rsa.jwk, n: base64url(Buffer.concat([modulus.subarray(0, -1), Buffer.from([2])])) },
  ],
  ["a modulus with a zero before", { ...rsa.jwk, n: base64url(Buffer.concat([Buffer.alloc(1), modulus])) }],
  ["exponent 1", { ...rsa.jwk, e: "AQ" }],
  ["exponent 2", { ...rsa.jwk, e: "Ag" }],
  ["an even exponent", { ...rsa.jwk, e: "AQAA" }],
  ["an exponent with a zero before", { ...rsa.jwk, e: "AAEAAQ" }],
  ["an exponent of 5 bytes", { ...rsa.jwk, e: base64url(Buffer.alloc(5, 1)) }],
  ["no modulus", { ...rsa.jwk, n: undefined }],
];

describe("a key that is refused", () => {
  test.each(refused)("%s: given as it is, it is a mistake", (_, jwk) => {
    expect(() => given(good.jwk, jwk)).toThrow(/^jwks: a key/);
  });

  test.each(refused)("%s: shown by the issuer, it is left out and told of", async (_, jwk) => {
    // As it travels: what is undefined is not there.
    const { verifier, events } = remoteIssuer([good, JSON.parse(JSON.stringify(jwk))]);
    expect(await outcomeOf(verifier.verify(withClaims(good, {})))).toBe("verified");
    for (const key of [ec, ed, rsa]) {
      expect(await outcomeOf(verifier.verify(withClaims(key, {})))).toBe("invalid");
    }
    expect(events.map(({ type }) => type)).toEqual(["key_refused", "keys_fetched"]);
    expect(JSON.stringify(events)).not.toContain(ec.jwk["x"]);
  });

  test("a point that is not on the curve is found out at the import", async () => {
    const off = { ...ec.jwk, y: base64url(Buffer.alloc(32, 7)) };
    const remote = remoteIssuer([good, off]);
    expect(await outcomeOf(remote.verifier.verify(withClaims(ec, {})))).toBe("invalid");
    expect(remote.events.map(({ type }) => type)).toEqual(["key_refused", "keys_fetched"]);
    expect(await outcomeOf(given(off).verify(withClaims(ec, {})))).toBe("unavailable");
  });
});

describe("a key that is taken", () => {
  test.each(algs)("of %s, with members that nobody knows", async (alg) => {
    const key = throwawayKey(alg);
    const { verifier } = remoteIssuer([{ ...key.jwk, x5t: "AAAA", note: 1, key_ops: ["verify"] }]);
    expect(await outcomeOf(verifier.verify(withClaims(key, {})))).toBe("verified");
  });

  test("without use", async () => {
    const { use: _, ...jwk } = ec.jwk;
    const { verifier } = remoteIssuer([jwk]);
    expect(await outcomeOf(verifier.verify(withClaims(ec, {})))).toBe("verified");
  });

  test("of two with one name, the first", async () => {
    const { verifier } = remoteIssuer([ec, { ...good.jwk, kid: ec.kid }]);
    expect(await outcomeOf(verifier.verify(withClaims(ec, {})))).toBe("verified");
  });
});
