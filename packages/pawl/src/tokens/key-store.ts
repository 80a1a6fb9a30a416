import type { SigningAlgorithm } from "./algorithms.ts";

/** A signing key at rest. Its private half is sealed: the store alone cannot sign. */
export interface StoredKey {
  /** RFC 7638 thumbprint of the public half. */
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  /** JSON text of the public JWK. */
  readonly publicJwk: string;
  /** Which configured secret sealed it. */
  readonly keyId: string;
  readonly sealed: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /**
   * From when it signs, in milliseconds since the epoch; until then it is announced. Keys that were stored before there
   * was a schedule have signed since they were created.
   */
  readonly signsAt: number;
}

/** Where signing keys live. Verbs are atomic, and reject with `StoreError` when there is no answer. */
export interface KeyStore {
  /**
   * Compare-and-swap: adds a key after the last one, if that is still the one named. So of any number of nodes that find at
   * the same moment that a key is due, exactly one adds it.
   *
   * @param last the `kid` of the key that was inserted last; `null` where there is none.
   * @returns true if the key is there, by this call or by an earlier one, whose key is left as it is.
   */
  insert(key: StoredKey, last: string | null): Promise<boolean>;
  /** All keys, in the order in which they were inserted. */
  list(): Promise<StoredKey[]>;
  /**
   * Compare-and-swap: replaces the seal of a key if it is still the one of the secret named. Everything else in the row
   * stays as it is.
   *
   * @returns true if this call replaced it.
   */
  reseal(kid: string, keyId: string, next: Pick<StoredKey, "keyId" | "sealed">): Promise<boolean>;
  /** Removes a key for good. True if this call removed it. */
  delete(kid: string): Promise<boolean>;
}
