import type { PublicJwk, SigningKey } from "./signing-key.ts";

/** The keys of one issuer: one signs, all verify. */
export interface KeyRing {
  /** The first key that can sign, so that nodes that started together agree without talking. */
  readonly active: SigningKey | undefined;
  /** Looks a key up by `kid`; a Map, so no name reaches a prototype. */
  find(kid: string): SigningKey | undefined;
  /** Looks a key up by the exact header text that it writes: the fast path of verification. */
  findByHeader(encodedHeader: string): SigningKey | undefined;
  readonly jwks: { readonly keys: readonly PublicJwk[] };
}

export function createKeyRing(keys: readonly SigningKey[]): KeyRing {
  const byKid = new Map(keys.map((key) => [key.kid, key]));
  const byHeader = new Map(keys.map((key) => [key.encodedHeader, key]));
  return {
    active: keys.find((key) => key.privateKey !== undefined),
    find: (kid) => byKid.get(kid),
    findByHeader: (encodedHeader) => byHeader.get(encodedHeader),
    jwks: { keys: keys.map((key) => key.jwk) },
  };
}
