import type { Store } from "../../src/stores/store.ts";

export const storeKinds = ["memory", "sqlite", "postgres", "redis"] as const;
export type StoreKind = (typeof storeKinds)[number];

/** What a run of the simulation is made of. Durations are of its own time, in milliseconds. */
export interface Settings {
  readonly seed: number;
  /** Browsers; some belong to the same user. */
  readonly clients: number;
  readonly store: StoreKind;
  readonly servers: number;
  /** How many of the browsers have a thief. */
  readonly robbedShare: number;
  /** For how long people do things and things go wrong. */
  readonly lifeMs: number;
  readonly gracePeriodMs: number;
  /** The longest that any client waits for an answer. */
  readonly patienceMs: number;
  /** How far the clocks of two servers are apart at most: less than half of what the former two differ by. */
  readonly skewMs: number;
  /** Whether clients state the revision that they have seen. Only a sabotage says no. */
  readonly statesRevision: boolean;
  /** Whether the first failure is enough, as where one is sought. */
  readonly stopsAtFailure: boolean;
  /** A sabotage may put a store in place of the right one. */
  readonly spoil?: ((store: Store) => Store) | undefined;
}

/** Those of production, as far as it has them. */
export const defaultSettings: Settings = {
  ...{ seed: 1, clients: 1000, store: "sqlite", servers: 3, lifeMs: 180_000, robbedShare: 0.1 },
  ...{ gracePeriodMs: 10_000, patienceMs: 8000, skewMs: 900, statesRevision: true },
  stopsAtFailure: false,
};
