/**
 * Goal: each algorithm signs what others verify, and one key is of one algorithm (C27, C28, C42): no header, no foreign
 * signature and no public key used as a secret makes a token of it.
 * Method: `jose` is the judge of thumbprints and signatures; then tokens with the header of one algorithm and the key or
 * the signature of another, every pair of them.
 */
import { createHmac, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { calculateJwkThumbprint, createLocalJWKSet, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { signAccessToken } from "../../src/tokens/access-token.ts";
import { algorithmOf, isSigningAlgorithm, signingAlgorithms } from "../../src/tokens/algorithms.ts";
import { publicJwkOf } from "../../src/tokens/public-jwk.ts";
import { generateStoredKey, openStoredKey } from "../../src/tokens/signing-key.ts";
import { startOfTime } from "../support/clock.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import {
  base64url,
  type ForgersKey,
  forgersKey,
  headerOf,
  honestClaims,
  ringOf,
  signed,
  verifierOf,
} from "../support/forged-token.ts";
import { seededRandom } from "../support/random.ts";
import { secretsOf } from "../support/secrets.ts";

const keys: Readonly<Record<string, ForgersKey>> = {
  ES256: forgersKey("ES256"),
  Ed25519: forgersKey("Ed25519"),
  RS256: forgersKey("RS256"),
};
const keyOf = (alg: string): ForgersKey => keys[alg] ?? expect.fail(`there is no key for ${alg}`);
const verify = verifierOf(ringOf(...Object.values(keys)));

const publicMembers: Readonly<Record<string, readonly string[]>> = {
  ES256: ["alg", "crv", "kid", "kty", "use", "x", "y"],
  Ed25519: ["alg", "crv", "kid", "kty", "use", "x"],
  RS256: ["alg", "e", "kid", "kty", "n", "use"],
};

describe.each(signingAlgorithms)("%s", (alg) => {
  const key = keyOf(alg);

  test("is verified by jose with our JWKS, and by us", async () => {
    const token = signAccessToken(key, honestClaims);
    const jwks = createLocalJWKSet({ keys: Object.values(keys).map(({ jwk }) => ({ ...jwk })) });
    const { payload, protectedHeader } = await jwtVerify(token, jwks, {
      ...{ issuer: testIssuer, audience: testAudience, typ: "at+jwt", algorithms: [alg] },
      currentDate: new Date(startOfTime),
    });
    expect(payload).toEqual(honestClaims);
    expect(protectedHeader).toEqual({ alg, typ: "at+jwt", kid: key.kid });
    expect(verify(token)).toBe("verified");
    expect(verify(signed(key, headerOf(key, { note: "not the header we write" }), honestClaims))).toBe(
      "verified",
    );
  });

  test("has a public JWK of its public members, named by the thumbprint that jose computes", async () => {
    expect(Object.keys(key.jwk).sort()).toEqual(publicMembers[alg]);
    expect(key.jwk.kid).toBe(await calculateJwkThumbprint({ ...key.jwk }));
    expect(key.jwk).toMatchObject({ alg, use: "sig" });
  });

  test("is generated, sealed and opened again", async () => {
    const instants = { createdAt: 1, signsAt: 2 };
    const stored = await generateStoredKey(alg, secretsOf(), instants, seededRandom());
    expect(stored).toMatchObject({ alg, ...instants });
    const opened = openStoredKey(stored, secretsOf());
    expect(verifierOf(ringOf(opened))(signAccessToken(opened, honestClaims))).toBe("verified");
    expect(algorithmOf(opened.publicKey)).toBe(alg);
  });

  test("is not what a row says that is kept under another name", async () => {
    const instants = { createdAt: 1, signsAt: 2 };
    const stored = await generateStoredKey(alg, secretsOf(), instants, seededRandom());
    for (const other of signingAlgorithms) {
      if (other === alg) continue;
      expect(() => openStoredKey({ ...stored, alg: other }, secretsOf())).toThrow(`the key is for ${alg}`);
    }
  });

  test.each(signingAlgorithms.filter((other) => other !== alg))(
    "a header of it under the kid of a key for %s is refused, whoever signed",
    (other) => {
      for (const kid of [keyOf(other).kid]) {
        for (const by of Object.values(keys)) {
          expect(verify(signed(by, { alg, typ: "at+jwt", kid }, honestClaims))).toBe("invalid");
        }
      }
    },
  );

  test("under its kid no other algorithm is taken, also where the signature is right", () => {
    for (const other of ["EdDSA", "none", "HS256", "PS256", "RS512", "ES384", alg.toLowerCase(), `${alg} `]) {
      expect(verify(signed(key, headerOf(key, { alg: other }), honestClaims))).toBe("invalid");
    }
  });

  test("another key's signature under its kid is refused", () => {
    for (const by of [forgersKey(alg), ...Object.values(keys).filter((one) => one !== key)]) {
      expect(verify(signed(by, headerOf(key), honestClaims))).toBe("invalid");
    }
  });

  test("its public key is no secret: an HMAC with it is refused", () => {
    const { publicKey, jwk } = key;
    const secrets = [
      publicKey.export({ type: "spki", format: "pem" }),
      publicKey.export({ type: "spki", format: "der" }),
      JSON.stringify(jwk),
    ];
    for (const secret of secrets) {
      for (const named of ["HS256", alg]) {
        const input = `${base64url(JSON.stringify(headerOf(key, { alg: named })))}.${base64url(JSON.stringify(honestClaims))}`;
        const mac = createHmac("sha256", secret).update(input).digest();
        const filled = Buffer.alloc(key.signatureLength, mac);
        for (const end of [mac, filled]) expect(verify(`${input}.${base64url(end)}`)).toBe("invalid");
      }
    }
  });

  test("a signature of another length is refused", () => {
    const [header, payload, signature = ""] = signAccessToken(key, honestClaims).split(".");
    const bytes = Buffer.from(signature, "base64url");
    for (const other of [bytes.subarray(1), Buffer.concat([bytes, Buffer.alloc(1)]), Buffer.alloc(0)]) {
      expect(verify(`${header}.${payload}.${base64url(other)}`)).toBe("invalid");
    }
  });
});

test("RSA signatures with other padding are refused", () => {
  const key = keyOf("RS256");
  const input = `${base64url(JSON.stringify(headerOf(key)))}.${base64url(JSON.stringify(honestClaims))}`;
  const pss = sign("sha256", Buffer.from(input), { key: key.privateKey, padding: 6, saltLength: 32 });
  expect(verify(`${input}.${base64url(pss)}`)).toBe("invalid");
});

test("a new RSA key has 3072 bits", async () => {
  const stored = await generateStoredKey(
    ...(["RS256", secretsOf(), { createdAt: 1, signsAt: 1 }, seededRandom()] as const),
  );
  expect(openStoredKey(stored, secretsOf()).publicKey.asymmetricKeyDetails?.modulusLength).toBe(3072);
});

test("keys of other kinds, and weak ones, are no signing keys", () => {
  for (const { publicKey } of [
    generateKeyPairSync("rsa", { modulusLength: 1024 }),
    generateKeyPairSync("ec", { namedCurve: "P-384" }),
    generateKeyPairSync("ec", { namedCurve: "secp256k1" }),
    generateKeyPairSync("ed448"),
    generateKeyPairSync("x25519"),
    generateKeyPairSync("rsa-pss", { modulusLength: 2048 }),
  ]) {
    expect(algorithmOf(publicKey)).toBeUndefined();
    expect(() => publicJwkOf(publicKey)).toThrow(TypeError);
  }
});

test("a public key has one thumbprint, however its JWK was written", async () => {
  const { jwk, kid } = keyOf("RS256");
  const reordered = Object.fromEntries(Object.entries(jwk).reverse());
  const publicKey = createPublicKey({ key: { ...reordered, kid: "another", alg: "PS256" }, format: "jwk" });
  expect(publicJwkOf(publicKey)).toEqual(jwk);
  expect(publicJwkOf(publicKey).kid).toBe(kid);
});

test.each(["none", "HS256", "es256", "EdDSA", "__proto__", "constructor", "", null, undefined, ["ES256"]])(
  "%j is no signing algorithm",
  (name) => {
    expect(isSigningAlgorithm(name)).toBe(false);
  },
);
