import { StoreError } from "../session/store.ts";
import { createKeyRing, type KeyRing } from "../tokens/key-ring.ts";
import type { KeyStore, StoredKey } from "../tokens/key-store.ts";
import type { Secrets } from "../tokens/secrets.ts";
import { generateStoredKey, openStoredKey, type SigningKey } from "../tokens/signing-key.ts";
import type { Clock, EventSink, Random } from "./ports.ts";

/** The key ring, as the store has it. */
export interface SigningKeys {
  /** The ring; read from the store once, and a first key made if there is none. */
  ring(): Promise<KeyRing>;
  /** The ring if it has been read: the fast path, without a turn of the event loop. */
  loaded(): KeyRing | undefined;
  /** The ring read again, for a `kid` that it does not know; at most once in ten seconds, well or not. */
  reread(): Promise<KeyRing>;
}

/** So that a flood of invented `kid`s costs one read, not one each. */
const rereadCoolDownMs = 10_000;

export function createSigningKeys(
  store: KeyStore,
  secrets: Secrets,
  clock: Clock,
  random: Random,
  emit: EventSink,
): SigningKeys {
  let current: KeyRing | undefined;
  let reading: Promise<KeyRing> | undefined;
  let lastReread: { readonly at: number; readonly ring: Promise<KeyRing> } | undefined;

  async function read(): Promise<KeyRing> {
    let ring = await open();
    if (ring.active === undefined) {
      const key = generateStoredKey(secrets, clock(), random);
      await store.insert(key);
      emit({ type: "signing_key_created", at: clock(), kid: key.kid });
      // Read back: another node may have started at the same moment, and both must sign with the same key. The store
      // lists keys as they were inserted, so whoever reads after inserting sees the same first one.
      ring = await open();
    }
    if (ring.active === undefined) throw new StoreError("the key store did not return the key just written");
    current = ring;
    return ring;
  }

  async function open(): Promise<KeyRing> {
    return createKeyRing((await store.list()).map(openOne));
  }

  function openOne(stored: StoredKey): SigningKey {
    try {
      return openStoredKey(stored, secrets);
    } catch (error) {
      throw new StoreError("a signing key in the store cannot be read", { cause: error });
    }
  }

  function reread(): Promise<KeyRing> {
    const now = clock();
    if (lastReread === undefined || Math.abs(now - lastReread.at) >= rereadCoolDownMs) {
      lastReread = { at: now, ring: readOnce() };
    }
    return lastReread.ring;
  }

  function readOnce(): Promise<KeyRing> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  return {
    loaded: () => current,
    ring: async () => current ?? readOnce(),
    reread,
  };
}
