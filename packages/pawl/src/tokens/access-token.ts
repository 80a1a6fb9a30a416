import { sign, verify } from "node:crypto";
import { digestOf } from "./algorithms.ts";
import { encodeBase64url } from "./base64url.ts";
import type { SigningKey } from "./signing-key.ts";

/** The claims of an access token (RFC 9068 §2.2), with the session and its generation. Times are in seconds. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  readonly client_id: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  /** The session. */
  readonly sid: string;
  /** The generation of the session when this token was made. */
  readonly gen: number;
  /** When the user logged in; refreshing never moves it. */
  readonly auth_time: number;
  /** How they did (RFC 8176). */
  readonly amr: readonly string[];
  /** What the identity port added. */
  readonly [claim: string]: unknown;
}

/** Names that the identity port may not use for its own claims. */
export const reservedClaims: ReadonlySet<string> = new Set([
  ...["iss", "sub", "aud", "client_id", "iat", "exp", "nbf", "jti", "sid", "gen", "auth_time", "amr", "cnf"],
  "__proto__",
]);

export { maxAccessTokenLifetimeSeconds } from "./limits.ts";

/** Signs claims as a compact JWS, with a key that is at hand. Checks nothing: what goes in is the engine's own. */
export function signAccessToken(key: SigningKey, claims: AccessTokenClaims): string {
  if (key.privateKey === undefined) throw new TypeError(`signing key ${key.kid} has no private half here`);
  const input = signingInput(key, claims);
  const signature = sign(digestOf(key.alg), Buffer.from(input), { key: key.privateKey, dsaEncoding });
  return `${input}.${signature.toString("base64url")}`;
}

/**
 * The same with a key that lives elsewhere. What it signed is verified: a KMS that is set up for another form or another
 * key is found out here, and not by everyone who is sent its tokens.
 *
 * @throws TypeError for a signature that its own public key refuses; and whatever the source throws.
 */
export async function signAccessTokenElsewhere(key: SigningKey, claims: AccessTokenClaims): Promise<string> {
  if (key.signElsewhere === undefined) throw new TypeError(`signing key ${key.kid} lives nowhere else`);
  const input = signingInput(key, claims);
  const signature = await key.signElsewhere(Buffer.from(input));
  if (!isSignedBy(key, Buffer.from(input), signature)) {
    throw new TypeError(`the key source signed with something else than ${key.alg} and the key ${key.kid}`);
  }
  return `${input}.${encodeBase64url(signature)}`;
}

/** Whether a signature is this key's, in the one form that its algorithm has (RFC 7518 §3.3, §3.4, RFC 8037 §3.1). */
export function isSignedBy(key: SigningKey, input: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== key.signatureLength) return false;
  return verify(digestOf(key.alg), input, { key: key.publicKey, dsaEncoding }, signature);
}

/** Two numbers of fixed length, one after the other; of no meaning where there are not two. */
const dsaEncoding = "ieee-p1363";

function signingInput(key: SigningKey, claims: AccessTokenClaims): string {
  return `${key.encodedHeader}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
}
