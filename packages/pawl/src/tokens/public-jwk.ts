import { createHash, type KeyObject } from "node:crypto";
import { algorithmOf } from "./algorithms.ts";
import { encodeBase64url } from "./base64url.ts";

/** What the public halves have in common, as a JWKS shows them (RFC 7517 §4). */
interface PublicJwkMembers {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly use: "sig";
}

/** The public half of an ES256 key (RFC 7518 §6.2.1). */
export interface EcPublicJwk extends PublicJwkMembers {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
  readonly alg: "ES256";
}

/** The public half of an Ed25519 key (RFC 8037 §2, RFC 9864). */
export interface OkpPublicJwk extends PublicJwkMembers {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly alg: "Ed25519";
}

/** The public half of an RS256 key (RFC 7518 §6.3.1). */
export interface RsaPublicJwk extends PublicJwkMembers {
  readonly kty: "RSA";
  readonly n: string;
  readonly e: string;
  readonly alg: "RS256";
}

/** A public key as a JWKS shows it: the public members, its one algorithm and its name, and nothing more. */
export type PublicJwk = EcPublicJwk | OkpPublicJwk | RsaPublicJwk;

/**
 * The JWK of a public key, named by its thumbprint.
 *
 * @throws TypeError for a key that is for none of our algorithms, or too weak.
 */
export function publicJwkOf(publicKey: KeyObject): PublicJwk {
  const alg = algorithmOf(publicKey);
  if (alg === undefined) {
    throw new TypeError("the key is neither P-256 nor Ed25519 nor RSA of 2048 bits or more");
  }
  const { x = "", y = "", n = "", e = "" } = publicKey.export({ format: "jwk" });
  switch (alg) {
    case "ES256": {
      const kid = thumbprint({ crv: "P-256", kty: "EC", x, y });
      return { kty: "EC", crv: "P-256", x, y, kid, alg, use: "sig" };
    }
    case "Ed25519": {
      const kid = thumbprint({ crv: "Ed25519", kty: "OKP", x });
      return { kty: "OKP", crv: "Ed25519", x, kid, alg, use: "sig" };
    }
    case "RS256": {
      const kid = thumbprint({ e, kty: "RSA", n });
      return { kty: "RSA", n, e, kid, alg, use: "sig" };
    }
  }
}

/** RFC 7638 §3: the required members and no others, in lexicographic order, without white space. */
function thumbprint(members: Readonly<Record<string, string>>): string {
  return encodeBase64url(createHash("sha256").update(JSON.stringify(members)).digest());
}
