import { type CompactJws, isKeyName } from "../compact-jws.ts";
import { type Algorithm, algorithms, bytesOfMembers } from "./algorithms.ts";

/** A public key of the issuer's, checked but not yet imported: its public members and nothing else. */
export interface PublicKey {
  readonly kid: string;
  readonly alg: string;
  readonly algorithm: Algorithm;
  readonly signatureBytes: number;
  readonly jwk: Readonly<Record<string, string>>;
}

/** A public key that checks signatures. */
export interface VerificationKey extends PublicKey {
  readonly cryptoKey: CryptoKey;
}

/** Members of private and symmetric keys (RFC 7518 §6.2.2, §6.3.2, §6.4). Whoever shows them has a leak, not a key. */
const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/**
 * Reads one key of a JWKS (RFC 7517 §4). Its `alg` is the one thing that it will be used for (RFC 8725 §3.1).
 *
 * @throws TypeError that says what is wrong with it, without any of its values.
 */
export function readPublicKey(value: unknown): PublicKey {
  if (typeof value !== "object" || value === null) throw new TypeError("a key must be a JWK: an object");
  const given = value as Record<string, unknown>;
  const { kid, alg, kty, crv, use, key_ops: uses } = given;
  if (privateMembers.some((name) => Object.hasOwn(given, name))) {
    throw new TypeError("a key has private members; leave them out, and replace the key: it has been shown");
  }
  const algorithm = algorithms.get(alg);
  if (algorithm === undefined)
    throw new TypeError(`a key must have alg ${[...algorithms.keys()].join(", ")}`);
  if (!isKeyName(kid)) throw new TypeError("a key must have a kid, its RFC 7638 thumbprint");
  const isForSignatures =
    (use === undefined || use === "sig") &&
    (uses === undefined || (Array.isArray(uses) && uses.includes("verify")));
  const members = bytesOfMembers(algorithm, given);
  if (!isForSignatures || kty !== algorithm.kty || crv !== algorithm.crv || members === undefined) {
    throw new TypeError(`a key is not what its alg, ${alg}, asks for`);
  }
  if (!algorithm.isSound(...members))
    throw new TypeError(`a key is too weak, too large or malformed for ${alg}`);
  const shown = ["kty", ...(algorithm.crv === undefined ? [] : ["crv"]), ...algorithm.members];
  return {
    kid,
    alg: String(alg),
    algorithm,
    signatureBytes: algorithm.signatureBytes(...members),
    jwk: Object.fromEntries(shown.map((name) => [name, String(given[name])])),
  };
}

/** @throws DOMException for a point that is not on the curve, and for an algorithm that this runtime does not have. */
export async function importPublicKey(key: PublicKey): Promise<VerificationKey> {
  const { jwk, algorithm } = key;
  const cryptoKey = await crypto.subtle.importKey("jwk", jwk, algorithm.importing, false, ["verify"]);
  return { ...key, cryptoKey };
}

/** Whether two are one key: not only its name, but what it is. Its kind decides its algorithm. */
export function isSameKey(one: PublicKey, other: PublicKey): boolean {
  return JSON.stringify(one.jwk) === JSON.stringify(other.jwk);
}

/** Whether the key signed the token, under the algorithm that is the key's own. */
export async function hasSigned(key: VerificationKey, jws: CompactJws): Promise<boolean> {
  if (jws.alg !== key.alg || jws.signature.length !== key.signatureBytes) return false;
  return await crypto.subtle.verify(key.algorithm.verifying, key.cryptoKey, jws.signature, jws.input);
}
