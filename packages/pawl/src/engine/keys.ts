import type { SigningAlgorithm } from "../tokens/algorithms.ts";
import { type KeyState, type PlannedKey, signerAt, standingsAt } from "../tokens/key-schedule.ts";
import type { KeyRules } from "./key-rules.ts";
import type { Clock } from "./ports.ts";
import type { StoredKeys } from "./stored-keys.ts";

/** A signing key, and where it is in its life. Nothing of it is secret. */
export interface KeyFacts {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly state: KeyState;
  /** When it came to this state, in milliseconds since the epoch. */
  readonly beganAt: number;
  /** When it leaves it, as planned: signs, is succeeded, or is removed. */
  readonly endsAt: number;
}

/** What `rotate` may be told. */
export interface RotateKeyOptions {
  /**
   * Whether the new key signs at once, and not only when everybody knows it. Verifiers that hold a copy of the JWKS refuse
   * its tokens until they fetch it again, which they do when they meet an unknown `kid`. Default false.
   */
  readonly now?: boolean | undefined;
}

/** The signing keys, for whoever looks after them. Rotation by the calendar needs none of this. */
export interface Keys {
  /** All keys, in the order in which they sign. */
  list(): Promise<KeyFacts[]>;
  /**
   * Announces a new key, or gives the one that is announced already; with `now`, makes one that signs at once. Other
   * nodes follow within a minute.
   *
   * @throws TypeError where the keys come from a `KeySource`; StoreError when the store gives no answer.
   */
  rotate(options?: RotateKeyOptions): Promise<KeyFacts>;
  /**
   * For emergencies: removes a key for good. Its tokens are refused by this process at once and by every other node within
   * a minute; if it was the one that signs, a new one does so at once. Verifiers that hold a copy of the JWKS accept its
   * tokens until that is over: five minutes at most, by its `max-age`.
   *
   * @returns false if there is no such key.
   * @throws TypeError where the keys come from a `KeySource`; StoreError when the store gives no answer.
   */
  revoke(kid: string): Promise<boolean>;
}

export interface KeysParts {
  /** The keys as they are now, in the order in which they were inserted. */
  readonly read: () => Promise<readonly PlannedKey[]>;
  readonly storedKeys: Pick<StoredKeys, "add" | "remove">;
  readonly keyRules: KeyRules;
  readonly clock: Clock;
}

export function createKeys({ read, storedKeys, keyRules, clock }: KeysParts): Keys {
  async function list(): Promise<KeyFacts[]> {
    return standingsAt(await read(), keyRules.schedule, clock()).map(({ key, ...standing }) => ({
      ...{ kid: key.kid, alg: key.alg },
      ...standing,
    }));
  }

  function refuseForSource(verb: string): void {
    if (keyRules.source === undefined) return;
    throw new TypeError(`keys.${verb}: the keys come from a KeySource, so do that where they are kept`);
  }

  return {
    list,

    async rotate({ now = false } = {}) {
      refuseForSource("rotate");
      const announced = now ? undefined : (await list()).find(({ state }) => state === "announced");
      if (announced !== undefined) return announced;
      const kid = await storedKeys.add(now ? "at once" : "announced");
      const added = (await list()).find((key) => key.kid === kid);
      if (added === undefined) throw new TypeError("keys.rotate: the new key was revoked in the same moment");
      return added;
    },

    async revoke(kid) {
      refuseForSource("revoke");
      // Its successor comes first, so that there is no moment in which none signs.
      if (signerAt(await read(), clock())?.kid === kid) await storedKeys.add("at once");
      const isRevoked = await storedKeys.remove(kid);
      await read();
      return isRevoked;
    },
  };
}
