import { createPublicKey, type JsonWebKey, verify } from "node:crypto";

/** A key set as in RFC 7517. */
export interface PublicKeys {
  readonly keys: readonly (JsonWebKey & { readonly kid?: string })[];
}

export function headerOf(accessToken: string): Record<string, unknown> {
  return partOf(accessToken, 0);
}

export function payloadOf(accessToken: string): Record<string, unknown> {
  return partOf(accessToken, 1);
}

/** Whether the signature (ES256) is of this key. Says nothing of the claims. */
export function verifies(accessToken: string, key: JsonWebKey): boolean {
  const [head, payload, signature = ""] = accessToken.split(".");
  return verify(
    "sha256",
    Buffer.from(`${head}.${payload}`),
    { key: createPublicKey({ format: "jwk", key }), dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
}

function partOf(accessToken: string, index: number): Record<string, unknown> {
  return JSON.parse(Buffer.from(accessToken.split(".")[index] ?? "", "base64url").toString());
}
