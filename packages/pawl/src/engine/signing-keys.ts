import { StoreError } from "../session/store.ts";
import { createKeyRing, type KeyRing } from "../tokens/key-ring.ts";
import { type KeySource, openSourceKey } from "../tokens/key-source.ts";
import type { SigningKey } from "../tokens/signing-key.ts";
import { createKeyNews } from "./key-news.ts";
import type { KeyRules } from "./key-rules.ts";
import type { Clock, EventSink } from "./ports.ts";
import type { StoredKeys } from "./stored-keys.ts";

/** The key ring, as the store has it, or had it a minute ago. */
export interface SigningKeys {
  /** The ring if what is known of it is new enough: the fast path, without a turn of the event loop. */
  loaded(): KeyRing | undefined;
  /**
   * The ring, read again if it is a minute old. With the store out of reach it is the one that is known, and an event
   * says so; rejects only if there is none.
   */
  ring(): Promise<KeyRing>;
  /** The ring read again, for a `kid` that it does not know; at most once in ten seconds, well or not. */
  reread(): Promise<KeyRing>;
  /** The ring as the store has it now. */
  read(): Promise<KeyRing>;
}

export interface SigningKeysParts {
  readonly storedKeys: StoredKeys;
  readonly keyRules: KeyRules;
  readonly clock: Clock;
  readonly emit: EventSink;
}

/** So that a flood of invented `kid`s costs one read, not one each. */
const rereadCoolDownMs = 10_000;

export function createSigningKeys({ storedKeys, keyRules, clock, emit }: SigningKeysParts): SigningKeys {
  const { source, schedule } = keyRules;
  // Read in the background from half of the bound on, so that under load nobody ever waits for it.
  const softMs = schedule.rereadMs / 2;
  const tellNews = createKeyNews(schedule, emit);
  let current: KeyRing | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<KeyRing> | undefined;
  let lastReread: { readonly at: number; readonly ring: Promise<KeyRing> } | undefined;

  async function readKeys(): Promise<KeyRing> {
    triedAt = clock();
    adopt(source === undefined ? await storedKeys.read() : await keysOf(source));
    if (source === undefined) await maintain();
    return current ?? createKeyRing([]);
  }

  function adopt(keys: readonly SigningKey[]): void {
    current = createKeyRing(keys);
    tellNews(current, clock());
  }

  /** What fails here is for the next time, or for another node: the keys that are there are read. */
  async function maintain(): Promise<void> {
    try {
      if (await storedKeys.maintain()) adopt(await storedKeys.read());
    } catch (error) {
      emit({ type: "unavailable", at: clock(), what: "signing key maintenance", error });
    }
  }

  function readOnce(): Promise<KeyRing> {
    reading ??= readKeys().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  /** Never rejects while there is a ring. */
  async function readIfPossible(): Promise<KeyRing> {
    try {
      return await readOnce();
    } catch (error) {
      if (current === undefined) throw error;
      emit({ type: "unavailable", at: clock(), what: "signing keys", error });
      return current;
    }
  }

  function loaded(): KeyRing | undefined {
    if (current === undefined) return undefined;
    // A clock that was set back says nothing about how old the ring is.
    const age = Math.abs(clock() - triedAt);
    if (age >= schedule.rereadMs) return undefined;
    if (age >= softMs && reading === undefined) void readIfPossible();
    return current;
  }

  function reread(): Promise<KeyRing> {
    const now = clock();
    if (lastReread === undefined || Math.abs(now - lastReread.at) >= rereadCoolDownMs) {
      lastReread = { at: now, ring: readOnce() };
    }
    return lastReread.ring;
  }

  async function read(): Promise<KeyRing> {
    // One that is under way may have asked before what the caller did.
    await reading?.catch(() => undefined);
    return readOnce();
  }

  return { loaded, ring: async () => loaded() ?? readIfPossible(), reread, read };
}

/** What a source gives that is no key is no answer: who presents a token has no part in it. */
async function keysOf(source: KeySource): Promise<SigningKey[]> {
  try {
    return (await source.keys()).map(openSourceKey);
  } catch (error) {
    throw new StoreError("the key source gave no keys that can be used", { cause: error });
  }
}
