import { signerAt } from "./key-schedule.ts";
import type { PublicJwk } from "./public-jwk.ts";
import type { SigningKey } from "./signing-key.ts";

/** The keys of one issuer: one signs, all verify. */
export interface KeyRing {
  /** All of them, in the order in which they were inserted. */
  readonly keys: readonly SigningKey[];
  /** The key that signs at an instant, of those that can. */
  signerAt(now: number): SigningKey | undefined;
  /** Looks a key up by `kid`; a Map, so no name reaches a prototype. */
  find(kid: string): SigningKey | undefined;
  /** Looks a key up by the exact header text that it writes: the fast path of verification. */
  findByHeader(encodedHeader: string): SigningKey | undefined;
  readonly jwks: { readonly keys: readonly PublicJwk[] };
}

/** @param keys in the order in which they were inserted. */
export function createKeyRing(keys: readonly SigningKey[]): KeyRing {
  const byKid = new Map(keys.map((key) => [key.kid, key]));
  const byHeader = new Map(keys.map((key) => [key.encodedHeader, key]));
  const able = keys.filter(canSign);
  return {
    keys,
    signerAt: (now) => signerAt(able, now),
    find: (kid) => byKid.get(kid),
    findByHeader: (encodedHeader) => byHeader.get(encodedHeader),
    jwks: { keys: keys.map((key) => key.jwk) },
  };
}

/** Whether its private half is at hand. */
export function canSign(key: SigningKey): boolean {
  return key.privateKey !== undefined || key.signElsewhere !== undefined;
}
