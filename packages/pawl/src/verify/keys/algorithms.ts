import { decodeBase64url } from "../decode-base64url.ts";

/** What a JWK must be for one `alg`, and how WebCrypto says the same. */
export interface Algorithm {
  readonly kty: string;
  readonly crv: string | undefined;
  /** The public members, each in canonical base64url; their bytes are given to `isSound`, in this order. */
  readonly members: readonly string[];
  /** Whether the bytes can be a key that is strong enough. A point's being on the curve is checked at the import. */
  isSound(...members: readonly Uint8Array[]): boolean;
  /** How many bytes a signature has. */
  signatureBytes(...members: readonly Uint8Array[]): number;
  readonly importing: EcKeyImportParams | RsaHashedImportParams | { readonly name: string };
  readonly verifying: EcdsaParams | { readonly name: string };
}

/** The allowlist (RFC 8725 §3.1). Asymmetric only, one name each, compared as it is: `EdDSA` is not `Ed25519` (RFC 9864). */
export const algorithms: ReadonlyMap<unknown, Algorithm> = new Map<unknown, Algorithm>([
  [
    "ES256",
    {
      kty: "EC",
      crv: "P-256",
      members: ["x", "y"],
      isSound: (x, y) => x?.length === 32 && y?.length === 32,
      signatureBytes: () => 64,
      importing: { name: "ECDSA", namedCurve: "P-256" },
      verifying: { name: "ECDSA", hash: "SHA-256" },
    },
  ],
  [
    "Ed25519",
    {
      kty: "OKP",
      crv: "Ed25519",
      members: ["x"],
      isSound: (x) => x?.length === 32,
      signatureBytes: () => 64,
      importing: { name: "Ed25519" },
      verifying: { name: "Ed25519" },
    },
  ],
  [
    "RS256",
    {
      kty: "RSA",
      crv: undefined,
      members: ["n", "e"],
      isSound: (n, e) => isModulus(n) && isExponent(e),
      signatureBytes: (n) => n?.length ?? 0,
      importing: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      verifying: { name: "RSASSA-PKCS1-v1_5" },
    },
  ],
]);

/** 2048 to 4096 bits in as few bytes as it takes: more would let one token cost as much work as a thousand. */
function isModulus(n: Uint8Array | undefined): boolean {
  if (n === undefined || n.length < 256 || n.length > 512) return false;
  const first = n[0] ?? 0;
  return (n.length === 256 ? first >= 0x80 : first > 0) && isOdd(n);
}

/** Odd, 3 at least, and four bytes at most: some runtimes take no larger one. */
function isExponent(e: Uint8Array | undefined): boolean {
  if (e === undefined || e.length > 4 || e[0] === 0 || !isOdd(e)) return false;
  return e.length > 1 || (e[0] ?? 0) >= 3;
}

function isOdd(bytes: Uint8Array): boolean {
  return ((bytes.at(-1) ?? 0) & 1) === 1;
}

/** The bytes of the members of a JWK, or `undefined` if one is not there or not canonical. */
export function bytesOfMembers(
  { members }: Algorithm,
  jwk: Readonly<Record<string, unknown>>,
): Uint8Array<ArrayBuffer>[] | undefined {
  const bytes = members.map((name) => {
    const text = jwk[name];
    return typeof text === "string" ? decodeBase64url(text) : undefined;
  });
  return bytes.every((member) => member !== undefined) ? bytes : undefined;
}
