import type { KeyStore } from "../tokens/key-store.ts";
import { deriveSecrets } from "../tokens/secrets.ts";

/**
 * Whether the secrets are not those that a store was used with: it has signing keys, and none of them opens one. Every
 * session in it would end, and nobody would know why.
 *
 * @throws StoreError when the store gives no answer.
 */
export async function areChangedSecrets(keys: KeyStore, secrets: readonly string[]): Promise<boolean> {
  const stored = await keys.list();
  const derived = deriveSecrets(secrets);
  return stored.length > 0 && stored.every(({ keyId }) => derived.find(keyId) === undefined);
}
