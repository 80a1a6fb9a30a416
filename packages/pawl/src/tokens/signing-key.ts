import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { encodeBase64url } from "./base64url.ts";
import type { StoredKey } from "./key-store.ts";
import type { SecretKeys, Secrets } from "./secrets.ts";

/** The public half of an ES256 key, as a JWKS shows it (RFC 7517, RFC 7518 §6.2.1). */
export interface PublicJwk {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: "ES256";
  readonly use: "sig";
}

/** A key that checks signatures, and makes them where its private half could be opened. */
export interface SigningKey {
  readonly kid: string;
  readonly createdAt: number;
  readonly jwk: PublicJwk;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject | undefined;
  /** The JOSE header of every token it signs, encoded once. */
  readonly encodedHeader: string;
}

/**
 * Makes a new key pair and seals its private half with AES-256-GCM under the newest secret, so that a dump of
 * the store signs nothing.
 */
export function generateStoredKey(
  secrets: Secrets,
  now: number,
  random: (n: number) => Uint8Array,
): StoredKey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = publicJwk(publicKey);
  const sealed = seal(
    secrets.newest,
    jwk.kid,
    privateKey.export({ type: "pkcs8", format: "der" }),
    random(12),
  );
  return {
    kid: jwk.kid,
    alg: "ES256",
    publicJwk: JSON.stringify(jwk),
    keyId: secrets.newest.id,
    sealed,
    createdAt: now,
  };
}

/**
 * Opens a stored key. One whose secret is no longer configured, or whose seal is broken, still verifies but
 * signs nothing. Its `kid` is computed from the public half, so that halves of two rows make no key that signs
 * what it cannot verify.
 *
 * @throws Error if the public half is no JWK.
 */
export function openStoredKey(stored: StoredKey, secrets: Secrets): SigningKey {
  const publicKey = createPublicKey({ key: JSON.parse(stored.publicJwk), format: "jwk" });
  const jwk = publicJwk(publicKey);
  const keys = secrets.find(stored.keyId);
  const der = keys && unseal(keys, jwk.kid, stored.sealed);
  return {
    kid: jwk.kid,
    createdAt: stored.createdAt,
    jwk,
    publicKey,
    privateKey: der && createPrivateKey({ key: der, format: "der", type: "pkcs8" }),
    encodedHeader: encodeHeader(jwk.kid),
  };
}

function publicJwk(publicKey: KeyObject): PublicJwk {
  const { x, y } = publicKey.export({ format: "jwk" }) as { x: string; y: string };
  // RFC 7638: the required members in lexicographic order, no white space.
  const thumbprint = createHash("sha256").update(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`).digest();
  return { kty: "EC", crv: "P-256", x, y, kid: encodeBase64url(thumbprint), alg: "ES256", use: "sig" };
}

function encodeHeader(kid: string): string {
  return Buffer.from(JSON.stringify({ alg: "ES256", typ: "at+jwt", kid })).toString("base64url");
}

/** `iv (12) ‖ ciphertext ‖ tag (16)`; the `kid` is authenticated too, so that rows cannot be swapped. */
function seal(keys: SecretKeys, kid: string, plain: Uint8Array, iv: Uint8Array): Uint8Array {
  const cipher = createCipheriv("aes-256-gcm", keys.sealKey, iv).setAAD(Buffer.from(kid));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function unseal(keys: SecretKeys, kid: string, sealed: Uint8Array): Buffer | undefined {
  // Stryker disable next-line EqualityOperator: only who has the secret could seal a key of no bytes.
  if (sealed.length < 12 + 16) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", keys.sealKey, sealed.subarray(0, 12))
    .setAAD(Buffer.from(kid))
    .setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  } catch {
    // Sealed with another secret or for another key, or changed since.
  }
  return undefined;
}
