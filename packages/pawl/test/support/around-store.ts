import type { Store } from "../../src/stores/store.ts";

/** One call of a store's verb, named like `sessions.rotate`. */
export interface StoreCall {
  readonly verb: string;
  readonly parameters: readonly unknown[];
}

/** Does something around a call; `run` is the call itself. */
export type Around = (call: StoreCall, run: () => Promise<unknown>) => Promise<unknown>;

/** A store with something around each of its verbs: what spies, faults and races are made of. */
export function aroundStore(store: Store, around: Around): Store {
  const wrap = <Verbs extends object>(part: string, verbs: Verbs): Verbs =>
    Object.fromEntries(
      Object.entries(verbs).map(([name, verb]) => [
        name,
        (...parameters: unknown[]) =>
          around({ verb: `${part}.${name}`, parameters }, () => verb(...parameters)),
      ]),
    ) as Verbs;
  return {
    ...store,
    sessions: wrap("sessions", store.sessions),
    keys: wrap("keys", store.keys),
    users: wrap("users", store.users),
    ready: () => around({ verb: "ready", parameters: [] }, () => store.ready()) as Promise<void>,
  };
}
