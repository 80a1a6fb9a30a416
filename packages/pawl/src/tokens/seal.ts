import { createCipheriv, createDecipheriv } from "node:crypto";
import type { SecretKeys } from "./secrets.ts";

/**
 * Seals the private half of a key with AES-256-GCM: `iv (12) ‖ ciphertext ‖ tag (16)`. The `kid` is authenticated too, so
 * that rows cannot be swapped.
 *
 * @param iv 12 bytes that no other seal of this secret has.
 */
export function seal(keys: SecretKeys, kid: string, plain: Uint8Array, iv: Uint8Array): Uint8Array {
  const cipher = createCipheriv("aes-256-gcm", keys.sealKey, iv).setAAD(Buffer.from(kid));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What was sealed; `undefined` if it was sealed with another secret or for another key, or changed since. */
export function unseal(keys: SecretKeys, kid: string, sealed: Uint8Array): Buffer | undefined {
  // Stryker disable next-line EqualityOperator: only who has the secret could seal a key of no bytes.
  if (sealed.length < 12 + 16) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", keys.sealKey, sealed.subarray(0, 12))
    .setAAD(Buffer.from(kid))
    .setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  } catch {
    // The tag says so; why is nobody's business.
  }
  return undefined;
}
