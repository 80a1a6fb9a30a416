/**
 * Goal: what we sign is an RFC 9068 access token to anyone, and we verify our own.
 * Method: `jose` verifies our tokens with our JWKS, as a resource server in another process would.
 */
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { expect, test } from "vitest";
import {
  maxAccessTokenLifetimeSeconds,
  reservedClaims,
  signAccessToken,
} from "../../src/tokens/access-token.ts";
import { verifyAccessToken } from "../../src/tokens/verify-access-token.ts";
import { startOfTime } from "../support/clock.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import { forgersKey, honestClaims, ringOf } from "../support/forged-token.ts";

const key = forgersKey();
const ring = ringOf(key);
const token = signAccessToken(key, honestClaims);
const expected = {
  issuer: testIssuer,
  audience: testAudience,
  now: startOfTime,
  clockToleranceMs: 0,
  expiryToleranceMs: 0,
};

test("jose verifies our token with our JWKS", async () => {
  const { payload, protectedHeader } = await jwtVerify(
    token,
    createLocalJWKSet({ keys: ring.jwks.keys.map((jwk) => ({ ...jwk })) }),
    {
      issuer: testIssuer,
      audience: testAudience,
      typ: "at+jwt",
      algorithms: ["ES256"],
      requiredClaims: ["iss", "exp", "aud", "sub", "client_id", "iat", "jti", "sid"],
      currentDate: new Date(startOfTime),
    },
  );
  expect(payload).toEqual(honestClaims);
  expect(protectedHeader).toEqual({ alg: "ES256", typ: "at+jwt", kid: key.kid });
});

test("we verify our token, and give its claims as they were signed", () => {
  expect(verifyAccessToken(token, ring, expected)).toEqual({
    kind: "verified",
    claims: honestClaims,
    kid: key.kid,
  });
});

test("its header names the algorithm, the type and the key, and nothing else", () => {
  expect(Object.keys(decodeProtectedHeader(token)).sort()).toEqual(["alg", "kid", "typ"]);
});

test("two tokens with the same claims have two signatures, and both verify", () => {
  const again = signAccessToken(key, honestClaims);
  expect(again).not.toBe(token);
  expect(verifyAccessToken(again, ring, expected).kind).toBe("verified");
});

test("claims in any language survive", () => {
  const claims = {
    ...honestClaims,
    name: "Ada Лавлейс 🌟",
    roles: ["α", "β"],
    nested: { deep: [1, { x: null }] },
  };
  expect(verifyAccessToken(signAccessToken(key, claims), ring, expected)).toEqual({
    kind: "verified",
    claims,
    kid: key.kid,
  });
});

test("a key without its private half signs nothing, and says which it is", () => {
  const { privateKey: _, ...publicHalf } = key;
  expect(() => signAccessToken({ ...publicHalf, privateKey: undefined }, honestClaims)).toThrow(
    `signing key ${key.kid} has no private half here`,
  );
});

test("the cap on a lifetime is one hour", () => {
  expect(maxAccessTokenLifetimeSeconds).toBe(3600);
});

test("the identity port may not use the name of any claim that we write or that verifiers obey, nor __proto__", () => {
  const obeyed = ["nbf", "cnf"];
  expect([...reservedClaims].sort()).toEqual([...Object.keys(honestClaims), ...obeyed, "__proto__"].sort());
});
