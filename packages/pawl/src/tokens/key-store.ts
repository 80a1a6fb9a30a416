/** A signing key at rest. Its private half is sealed: the store alone cannot sign. */
export interface StoredKey {
  /** RFC 7638 thumbprint of the public half. */
  readonly kid: string;
  readonly alg: "ES256";
  /** JSON text of the public JWK. */
  readonly publicJwk: string;
  /** Which configured secret sealed it. */
  readonly keyId: string;
  readonly sealed: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Where signing keys live. Verbs are atomic, and reject with `StoreError` when there is no answer. */
export interface KeyStore {
  /** Adds a key; one with the same `kid` is left as it is. */
  insert(key: StoredKey): Promise<void>;
  /** All keys, in the order in which they were inserted: whoever comes later sees the same first one. */
  list(): Promise<StoredKey[]>;
}
