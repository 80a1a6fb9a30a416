import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { generatePair, type KeyPair, type SigningAlgorithm, signatureLengthOf } from "./algorithms.ts";
import type { PlannedKey } from "./key-schedule.ts";
import type { StoredKey } from "./key-store.ts";
import { type PublicJwk, publicJwkOf } from "./public-jwk.ts";
import { seal, unseal } from "./seal.ts";
import type { Secrets } from "./secrets.ts";

/** A key that checks signatures, and makes them where it can. */
export interface SigningKey extends PlannedKey {
  readonly jwk: PublicJwk;
  readonly publicKey: KeyObject;
  /** `undefined` where it could not be opened, or lives elsewhere. */
  readonly privateKey: KeyObject | undefined;
  /** Signs where the private half lives elsewhere; see `KeySource`. */
  readonly signElsewhere?: ((input: Uint8Array) => Promise<Uint8Array>) | undefined;
  /** How many bytes its signatures have. */
  readonly signatureLength: number;
  /** The JOSE header of every token it signs, encoded once. */
  readonly encodedHeader: string;
}

/** The instants of a new key. */
export interface KeyInstants {
  readonly createdAt: number;
  /** From when it signs. */
  readonly signsAt: number;
}

/**
 * Makes a new key pair and seals its private half under the newest secret, so that a dump of the store signs nothing.
 */
export async function generateStoredKey(
  alg: SigningAlgorithm,
  secrets: Secrets,
  instants: KeyInstants,
  random: (n: number) => Uint8Array,
): Promise<StoredKey> {
  return sealPair(await generatePair(alg), secrets, instants, random);
}

/** A key pair as it is stored. */
export function sealPair(
  { publicKey, privateKey }: KeyPair,
  secrets: Secrets,
  { createdAt, signsAt }: KeyInstants,
  random: (n: number) => Uint8Array,
): StoredKey {
  const jwk = publicJwkOf(publicKey);
  const plain = privateKey.export({ type: "pkcs8", format: "der" });
  const sealed = seal(secrets.newest, jwk.kid, plain, random(12));
  return {
    ...{ kid: jwk.kid, alg: jwk.alg, publicJwk: JSON.stringify(jwk) },
    ...{ keyId: secrets.newest.id, sealed, createdAt, signsAt },
  };
}

/**
 * Opens a stored key. One whose secret is no longer configured, or whose seal is broken, still verifies but
 * signs nothing. Its `kid` is computed from the public half, so that halves of two rows make no key that signs
 * what it cannot verify.
 *
 * @throws Error if the public half is no JWK, or of another algorithm than its row says.
 */
export function openStoredKey(stored: StoredKey, secrets: Secrets): SigningKey {
  const publicKey = createPublicKey({ key: JSON.parse(stored.publicJwk), format: "jwk" });
  const key = publicHalf(publicKey, stored.alg, stored);
  const keys = secrets.find(stored.keyId);
  const der = keys && unseal(keys, key.kid, stored.sealed);
  return { ...key, privateKey: der && createPrivateKey({ key: der, format: "der", type: "pkcs8" }) };
}

/**
 * A key that only checks.
 *
 * @throws TypeError if it is not of this algorithm: one key, one algorithm (RFC 8725 §3.1).
 */
export function publicHalf(
  publicKey: KeyObject,
  alg: SigningAlgorithm,
  { createdAt, signsAt }: KeyInstants,
): SigningKey {
  const jwk = publicJwkOf(publicKey);
  if (jwk.alg !== alg)
    throw new TypeError(`the key is for ${jwk.alg}, and not for the algorithm it is kept under`);
  return {
    ...{ kid: jwk.kid, alg, createdAt, signsAt, jwk, publicKey, privateKey: undefined },
    signatureLength: signatureLengthOf(publicKey),
    encodedHeader: Buffer.from(JSON.stringify({ alg, typ: "at+jwt", kid: jwk.kid })).toString("base64url"),
  };
}

/**
 * The seal of a key under the newest secret, in place of the one that it has; `undefined` if it has that, or if none of the
 * configured secrets opens it.
 */
export function resealed(
  stored: StoredKey,
  secrets: Secrets,
  random: (n: number) => Uint8Array,
): Pick<StoredKey, "keyId" | "sealed"> | undefined {
  const { newest } = secrets;
  if (stored.keyId === newest.id) return undefined;
  const keys = secrets.find(stored.keyId);
  const plain = keys && unseal(keys, stored.kid, stored.sealed);
  return plain && { keyId: newest.id, sealed: seal(newest, stored.kid, plain, random(12)) };
}
