import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { AccessTokenClaims } from "../../src/tokens/access-token.ts";
import { digestOf, type KeyPair, type SigningAlgorithm } from "../../src/tokens/algorithms.ts";
import { createKeyRing, type KeyRing } from "../../src/tokens/key-ring.ts";
import { openStoredKey, type SigningKey, sealPair } from "../../src/tokens/signing-key.ts";
import { type Verification, verifyAccessToken } from "../../src/tokens/verify-access-token.ts";
import { startOfTime } from "./clock.ts";
import { testAudience, testIssuer } from "./create-test-pawl.ts";
import { seededRandom } from "./random.ts";
import { secretsOf } from "./secrets.ts";

const pairs: Readonly<Record<SigningAlgorithm, () => KeyPair>> = {
  ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  Ed25519: () => generateKeyPairSync("ed25519"),
  RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
};

/** An issuer's key, with its private half in the hands of the forger: what it signs is wrong for another reason. */
export interface ForgersKey extends SigningKey {
  readonly privateKey: KeyObject;
}

export function forgersKey(alg: SigningAlgorithm = "ES256"): ForgersKey {
  const instants = { createdAt: startOfTime, signsAt: startOfTime };
  const key = openStoredKey(sealPair(pairs[alg](), secretsOf(), instants, seededRandom()), secretsOf());
  if (key.privateKey === undefined) throw new Error("a key just made must open");
  return { ...key, privateKey: key.privateKey };
}

export function ringOf(...keys: SigningKey[]): KeyRing {
  return createKeyRing(keys);
}

/** Verifies at the start of time, as the issuer's own process does; what it comes to. */
export function verifierOf(ring: KeyRing): (token: string) => Verification["kind"] {
  const expected = {
    ...{ issuer: testIssuer, audience: testAudience, now: startOfTime },
    ...{ clockToleranceMs: 5000, expiryToleranceMs: 0 },
  };
  return (token) => verifyAccessToken(token, ring, expected).kind;
}

/** What an honest token says at the start of time. */
export const honestClaims: AccessTokenClaims = {
  iss: testIssuer,
  sub: "usr_ada",
  aud: testAudience,
  client_id: "web",
  iat: startOfTime / 1000,
  exp: startOfTime / 1000 + 1800,
  jti: "AAAAAAAAAAAAAAAAAAAAAA",
  sid: "BBBBBBBBBBBBBBBBBBBBBB",
  gen: 3,
  auth_time: startOfTime / 1000 - 60,
  amr: ["pwd"],
};

/** The header of an honest token, with differences; `undefined` leaves a member out. */
export function headerOf(
  key: SigningKey,
  differences: Record<string, unknown> = {},
): Record<string, unknown> {
  return { alg: key.alg, typ: "at+jwt", kid: key.kid, ...differences };
}

export const base64url = (content: string | Uint8Array): string => Buffer.from(content).toString("base64url");

/** JSON of a value; a text or bytes are taken as they are, so that they can be no JSON. */
const written = (content: unknown): string | Uint8Array =>
  typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content);

/** A compact JWS over any header and payload, really signed. */
export function signed(key: ForgersKey, header: unknown, payload: unknown): string {
  return signedSegments(key, base64url(written(header)), base64url(written(payload)));
}

/** The same over two segments that are already encoded, in whatever way. */
export function signedSegments(key: ForgersKey, header: string, payload: string): string {
  const input = `${header}.${payload}`;
  const signature = sign(digestOf(key.alg), Buffer.from(input), {
    ...{ key: key.privateKey, dsaEncoding: "ieee-p1363" },
  });
  return `${input}.${base64url(signature)}`;
}
