import { sign } from "node:crypto";
import { digestOf } from "./algorithms.ts";
import type { SigningKey } from "./signing-key.ts";

/** What a security event token says (RFC 8417 §2.2). Times are in seconds. */
export interface SecurityEventClaims {
  readonly iss: string;
  readonly iat: number;
  readonly jti: string;
  readonly aud: string;
  /** Whom it is about (RFC 9493). */
  readonly sub_id: object;
  readonly events: Readonly<Record<string, object>>;
}

/**
 * Signs a security event token. Its `typ` makes it one (RFC 8417 §2.3): no verifier takes it for an access token, though the
 * key is the same.
 *
 * @throws TypeError for a key without a private half; what a key source throws.
 */
export async function signSecurityEvent(key: SigningKey, claims: SecurityEventClaims): Promise<string> {
  const header = { alg: key.alg, kid: key.kid, typ: "secevent+jwt" };
  const input = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = await signatureOf(key, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString("base64url")}`;
}

async function signatureOf(key: SigningKey, input: Uint8Array): Promise<Uint8Array> {
  if (key.signElsewhere !== undefined) return key.signElsewhere(input);
  if (key.privateKey === undefined) throw new TypeError(`signing key ${key.kid} has no private half here`);
  return sign(digestOf(key.alg), input, { key: key.privateKey, dsaEncoding: "ieee-p1363" });
}
