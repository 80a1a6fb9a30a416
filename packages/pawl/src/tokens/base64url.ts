const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const onlyAlphabet = /^[A-Za-z0-9_-]+$/;

export function encodeBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

/**
 * True for the one text that encodes its bytes: the alphabet only, no padding, no impossible length and no stray
 * bits at the end (RFC 4648 §3.5). Without it, one token would have several spellings.
 */
export function isCanonicalBase64url(text: string): boolean {
  if (!onlyAlphabet.test(text)) return false;
  const rest = text.length % 4;
  if (rest === 0) return true;
  if (rest === 1) return false;
  const last = alphabet.indexOf(text.charAt(text.length - 1));
  // Two characters carry 12 bits for one byte, three carry 18 for two: 4 or 2 bits are left over.
  return rest === 2 ? (last & 0b1111) === 0 : (last & 0b11) === 0;
}

/** The bytes of a canonical text, or `undefined`. */
export function decodeBase64url(text: string): Buffer | undefined {
  return isCanonicalBase64url(text) ? Buffer.from(text, "base64url") : undefined;
}
