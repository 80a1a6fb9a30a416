import { type AccessTokenClaims, isSignedBy } from "./access-token.ts";
import { isSigningAlgorithm } from "./algorithms.ts";
import { decodeBase64url, isCanonicalBase64url } from "./base64url.ts";
import { type ClaimExpectations, checkClaims } from "./check-claims.ts";
import type { KeyRing } from "./key-ring.ts";
import { maxHeaderLength, maxJsonDepth, maxTokenLength } from "./limits.ts";
import type { SigningKey } from "./signing-key.ts";
import { parseStrictJson } from "./strict-json.ts";

/** Why a token's `kid` led nowhere is the one thing worth telling apart: the key may be new. */
export type Verification =
  | { readonly kind: "verified"; readonly claims: AccessTokenClaims; readonly kid: string }
  | { readonly kind: "unknown-key" }
  | { readonly kind: "invalid" };

const invalid: Verification = { kind: "invalid" };

/**
 * Verifies a compact JWS access token, strictly (RFC 8725, RFC 9068 §4).
 *
 * Guarantees: size before decoding; exactly three canonical base64url segments; `alg` and `typ` from a list of
 * three and two, compared as they are, and `alg` the one of the key; the key comes from the ring by `kid` alone, never from `jwk`, `jku`, `x5u` or
 * `x5c`, whose presence is refused; no `crit`, no `b64`; the signature before any claim; every claim's type and
 * bound. Does no I/O. Does *not* know about revocation: the engine asks its list.
 */
export function verifyAccessToken(token: string, ring: KeyRing, expected: ClaimExpectations): Verification {
  // A caller without types may bring nothing at all.
  if (typeof token !== "string" || token.length > maxTokenLength) return invalid;
  const firstDot = token.indexOf(".");
  const lastDot = token.lastIndexOf(".");
  if (lastDot <= firstDot + 1) return invalid;

  const header = token.slice(0, firstDot);
  // Our own headers are a handful of fixed texts, so the common case compares one string.
  const key = ring.findByHeader(header) ?? keyOfForeignHeader(header, ring);
  if (key === undefined || key === "unknown") return key === undefined ? invalid : { kind: "unknown-key" };

  // A dot in the payload would mean four segments; it is outside the alphabet and refused with the rest.
  const payload = token.slice(firstDot + 1, lastDot);
  const signature = decodeBase64url(token.slice(lastDot + 1));
  if (signature === undefined || !isCanonicalBase64url(payload)) return invalid;

  // Stryker disable next-line StringLiteral: all of it is ASCII by now; latin1 is just the fastest way to its bytes.
  const input = Buffer.from(token.slice(0, lastDot), "latin1");
  if (!isSignedBy(key, input, signature)) return invalid;

  const claims = checkClaims(parseStrictJson(Buffer.from(payload, "base64url"), maxJsonDepth), expected);
  return claims === undefined ? invalid : { kind: "verified", claims, kid: key.kid };
}

/** The key of a header that is not, to the letter, one that we write. */
function keyOfForeignHeader(encoded: string, ring: KeyRing): SigningKey | "unknown" | undefined {
  if (encoded.length > maxHeaderLength) return undefined;
  const bytes = decodeBase64url(encoded);
  const header = bytes && parseStrictJson(bytes, maxJsonDepth);
  if (typeof header !== "object" || header === null || Array.isArray(header)) return undefined;
  const { alg, typ, kid } = header as Record<string, unknown>;
  if (!isSigningAlgorithm(alg)) return undefined;
  if (typ !== "at+jwt" && typ !== "application/at+jwt") return undefined;
  for (const refused of ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc"]) {
    if (Object.hasOwn(header, refused)) return undefined;
  }
  // A thumbprint is 43 characters; anything else was never ours, and needs no look-up.
  if (typeof kid !== "string" || kid.length !== 43 || !isCanonicalBase64url(kid)) return undefined;
  const key = ring.find(kid);
  // One key, one algorithm: a header has no say in how its signature is checked.
  return key === undefined ? "unknown" : key.alg === alg ? key : undefined;
}
