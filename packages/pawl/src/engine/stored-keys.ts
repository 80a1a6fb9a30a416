import { StoreError } from "../session/store.ts";
import { canSign } from "../tokens/key-ring.ts";
import { isKeyDue, signsAtOnce, standingsAt } from "../tokens/key-schedule.ts";
import type { KeyStore, StoredKey } from "../tokens/key-store.ts";
import type { Secrets } from "../tokens/secrets.ts";
import { generateStoredKey, openStoredKey, resealed, type SigningKey } from "../tokens/signing-key.ts";
import type { KeyRules } from "./key-rules.ts";
import type { Clock, EventSink, Random } from "./ports.ts";

/** The keys in the store, and what nodes do for them. */
export interface StoredKeys {
  /** The keys as they are, without those whose time is over; a first one is made if none can sign. */
  read(): Promise<SigningKey[]>;
  /**
   * What is due: announces the next key, seals under the newest secret what an older one sealed, removes what nobody needs.
   * True if the keys are other ones now. Every node does so, whenever it has read them; whoever is first has done it.
   */
  maintain(): Promise<boolean>;
  /** Adds a key: one that is announced, or one that signs at once. Its `kid`. */
  add(signs: "announced" | "at once"): Promise<string>;
  /** Removes a key. True if this call did. */
  remove(kid: string): Promise<boolean>;
}

export interface StoredKeysParts {
  readonly keys: KeyStore;
  readonly secrets: Secrets;
  readonly keyRules: KeyRules;
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: EventSink;
}

/** Of many that add a key by hand at the same moment, one a round does. */
const rounds = 10;

export function createStoredKeys(parts: StoredKeysParts): StoredKeys {
  const { keys: store, secrets, clock, random, emit } = parts;
  const { algorithm, schedule } = parts.keyRules;
  let stored: readonly StoredKey[] = [];

  async function list(): Promise<SigningKey[]> {
    stored = await store.list();
    const over = new Set(kidsThatMayGo());
    return stored.filter(({ kid }) => !over.has(kid)).map(openOne);
  }

  function openOne(key: StoredKey): SigningKey {
    try {
      return openStoredKey(key, secrets);
    } catch (error) {
      throw new StoreError("a signing key in the store cannot be read", { cause: error });
    }
  }

  function kidsThatMayGo(): string[] {
    const now = clock();
    return standingsAt(stored, schedule, now)
      .filter(({ state, endsAt }) => state === "retired" && endsAt <= now)
      .map(({ key }) => key.kid);
  }

  /** Adds a key if no other node has added one since the list was read; its `kid` then. */
  async function addOne(signs: "announced" | "at once"): Promise<string | undefined> {
    const now = clock();
    // Taken before the wait, in which another read may find what another node has added.
    const last = stored.at(-1)?.kid ?? null;
    const signsAt = signs === "announced" ? now + schedule.announceMs : signsAtOnce(stored, now);
    const key = await generateStoredKey(algorithm, secrets, { createdAt: now, signsAt }, random);
    if (!(await store.insert(key, last))) return undefined;
    emit({ type: "signing_key_created", at: clock(), kid: key.kid, alg: key.alg, signsAt });
    return key.kid;
  }

  async function resealAll(): Promise<void> {
    for (const key of stored) {
      const next = resealed(key, secrets, random);
      if (next !== undefined) await store.reseal(key.kid, key.keyId, next);
    }
  }

  return {
    async read() {
      const keys = await list();
      if (keys.some(canSign)) return keys;
      // Nobody can have a copy of a JWKS that holds a key of a store that has none, so there is nothing to wait for. Nor is
      // there where all were sealed with secrets that are gone: waiting would make nothing better.
      await addOne("at once");
      // Read back: another node may have started at the same moment, and its key be the one.
      const made = await list();
      if (made.some(canSign)) return made;
      throw new StoreError("the key store did not return the key just written");
    },

    async maintain() {
      await resealAll();
      const over = kidsThatMayGo();
      for (const kid of over) await store.delete(kid);
      const isDue = isKeyDue(stored, algorithm, schedule, clock());
      return isDue && (await addOne("announced")) !== undefined;
    },

    async add(signs) {
      for (let round = 0; round < rounds; round++) {
        await list();
        const kid = await addOne(signs);
        if (kid !== undefined) return kid;
      }
      throw new StoreError("other nodes added signing keys at the same moment");
    },

    remove: (kid) => store.delete(kid),
  };
}
