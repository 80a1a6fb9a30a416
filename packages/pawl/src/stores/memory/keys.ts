import type { KeyStore, StoredKey } from "../../tokens/key-store.ts";

export function memoryKeys(): KeyStore {
  const byKid = new Map<string, StoredKey>();
  return {
    async insert(key, last) {
      if (byKid.has(key.kid)) return true;
      if (([...byKid.keys()].at(-1) ?? null) !== last) return false;
      byKid.set(key.kid, key);
      return true;
    },
    async list() {
      return [...byKid.values()];
    },
    async reseal(kid, keyId, next) {
      const key = byKid.get(kid);
      if (key === undefined || key.keyId !== keyId) return false;
      byKid.set(kid, { ...key, keyId: next.keyId, sealed: next.sealed });
      return true;
    },
    async delete(kid) {
      return byKid.delete(kid);
    },
  };
}
