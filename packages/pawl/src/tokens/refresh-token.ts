/**
 * The refresh token: `version ‖ keyId ‖ sid ‖ generation ‖ secret ‖ tag`, base64url; see docs/protocol.md.
 *
 * The tag makes every token that reaches the store authentic, so a superseded one can be recognised without
 * being kept, and a forged one costs no store access at all.
 */

import { createHmac, hash, timingSafeEqual } from "node:crypto";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import type { SecretKeys, Secrets } from "./secrets.ts";

const version = 1;
const keyIdAt = 1;
const sidAt = 5;
const generationAt = 21;
const secretAt = 25;
const tagAt = 57;
const length = 73;

/** 73 bytes make 98 characters. */
export const refreshTokenLength = 98;
export const sidBytes = 16;
export const secretBytes = 32;
export const nonceBytes = 16;
/** Generations are 32-bit: at one refresh a second, 136 years. */
export const maxGeneration = 0xff_ff_ff_ff;

export interface RefreshTokenParts {
  /** base64url of 16 bytes. */
  readonly sid: string;
  readonly generation: number;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

/** Writes a token and tags it. The same parts and keys always give the same text. */
export function writeRefreshToken(keys: SecretKeys, parts: RefreshTokenParts): string {
  const bytes = Buffer.alloc(length);
  bytes[0] = version;
  bytes.set(keys.idBytes, keyIdAt);
  bytes.set(Buffer.from(parts.sid, "base64url"), sidAt);
  bytes.writeUInt32BE(parts.generation, generationAt);
  bytes.set(parts.secret, secretAt);
  bytes.set(tagOf(keys, bytes), tagAt);
  return bytes.toString("base64url");
}

/**
 * Reads an authentic token, or gives `undefined`: malformed, forged and unknown are one answer (ASVS 10.4.5).
 * The tag is compared in constant time, before anything in the token is believed.
 */
export function readRefreshToken(secrets: Secrets, text: string): RefreshTokenParts | undefined {
  // A caller without types may bring nothing at all.
  if (typeof text !== "string" || text.length !== refreshTokenLength) return undefined;
  const bytes = decodeBase64url(text);
  if (bytes === undefined || bytes[0] !== version) return undefined;
  const keys = secrets.find(encodeBase64url(bytes.subarray(keyIdAt, sidAt)));
  if (keys === undefined) return undefined;
  if (!timingSafeEqual(tagOf(keys, bytes), bytes.subarray(tagAt))) return undefined;
  return {
    sid: encodeBase64url(bytes.subarray(sidAt, generationAt)),
    generation: bytes.readUInt32BE(generationAt),
    secret: bytes.subarray(secretAt, tagAt),
  };
}

/** All that the store keeps of a secret. SHA-256 is enough for 256 random bits (ASVS 6.5.2). */
export function hashSecret(secret: Uint8Array): Uint8Array {
  return hash("sha256", secret, "buffer");
}

/**
 * The secret of the successor: `HMAC(deriveKey, sid ‖ generation ‖ nonce ‖ secret)`.
 *
 * Derived, not drawn, so that a retry with the old token yields the very same successor although nothing secret
 * was stored. It needs all three: the presented token, the row's nonce and the server's key.
 *
 * @param generation the successor's.
 */
export function deriveSuccessor(
  keys: SecretKeys,
  presented: RefreshTokenParts,
  generation: number,
  nonce: Uint8Array,
): Uint8Array {
  const generationBytes = Buffer.alloc(4);
  generationBytes.writeUInt32BE(generation);
  return createHmac("sha256", keys.deriveKey)
    .update(Buffer.from(presented.sid, "base64url"))
    .update(generationBytes)
    .update(nonce)
    .update(presented.secret)
    .digest();
}

function tagOf(keys: SecretKeys, bytes: Buffer): Buffer {
  return createHmac("sha256", keys.tagKey)
    .update(bytes.subarray(0, tagAt))
    .digest()
    .subarray(0, length - tagAt);
}
