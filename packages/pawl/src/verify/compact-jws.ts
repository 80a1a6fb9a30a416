import { isCanonicalBase64url } from "../tokens/base64url.ts";
import { maxHeaderLength, maxJsonDepth, maxTokenLength } from "../tokens/limits.ts";
import { parseStrictJson } from "../tokens/strict-json.ts";
import { decodeBase64url } from "./decode-base64url.ts";

/** A token taken apart. Nothing of it is to be believed before its signature was checked. */
export interface CompactJws {
  readonly alg: string;
  readonly kid: string;
  /** What was signed. */
  readonly input: Uint8Array<ArrayBuffer>;
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
}

const ascii = new TextEncoder();

/** Members that would bring a key along, or change what a signature or a payload is: no token of ours has them. */
const refusedMembers = ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc"];

/**
 * Takes a compact JWS apart, strictly: size before decoding, exactly three canonical base64url segments, one JSON object
 * as header (RFC 7515 §4, RFC 8725 §3). `undefined` for anything else. Does not check `alg` against a key, nor anything
 * about the payload.
 */
export function parseCompactJws(token: string): CompactJws | undefined {
  // A caller without types may bring nothing at all.
  if (typeof token !== "string" || token.length > maxTokenLength) return undefined;
  const firstDot = token.indexOf(".");
  const lastDot = token.lastIndexOf(".");
  const header = readHeader(token.slice(0, firstDot));
  // A dot in the payload would mean four segments; it is outside the alphabet and refused with the rest.
  const payload = decodeBase64url(token.slice(firstDot + 1, lastDot));
  const signature = decodeBase64url(token.slice(lastDot + 1));
  if (header === undefined || payload === undefined || signature === undefined) return undefined;
  return { ...header, input: ascii.encode(token.slice(0, lastDot)), payload, signature };
}

function readHeader(encoded: string): { alg: string; kid: string } | undefined {
  if (encoded.length > maxHeaderLength) return undefined;
  const bytes = decodeBase64url(encoded);
  const header = bytes && parseStrictJson(bytes, maxJsonDepth);
  if (typeof header !== "object" || header === null || Array.isArray(header)) return undefined;
  const { alg, typ, kid } = header as Record<string, unknown>;
  if (typeof alg !== "string" || !isKeyName(kid)) return undefined;
  if (typ !== "at+jwt" && typ !== "application/at+jwt") return undefined;
  return refusedMembers.some((name) => Object.hasOwn(header, name)) ? undefined : { alg, kid };
}

/** A `kid` is an RFC 7638 thumbprint: 43 characters. Anything else was never the issuer's, and is worth no look-up. */
export function isKeyName(kid: unknown): kid is string {
  return typeof kid === "string" && kid.length === 43 && isCanonicalBase64url(kid);
}
