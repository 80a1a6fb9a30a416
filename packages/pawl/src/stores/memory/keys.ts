import type { KeyStore, StoredKey } from "../../tokens/key-store.ts";

export function memoryKeys(): KeyStore {
  const byKid = new Map<string, StoredKey>();
  return {
    async insert(key) {
      if (!byKid.has(key.kid)) byKid.set(key.kid, key);
    },
    async list() {
      return [...byKid.values()];
    },
  };
}
