import type { Store } from "../stores/store.ts";

/** One call of a store's verb, named like `sessions.rotate`. */
export interface StoreCall {
  readonly verb: string;
  readonly parameters: readonly unknown[];
}

/** Does something around a call; `run` is the call itself. */
export type Around = (call: StoreCall, run: () => Promise<unknown>) => Promise<unknown>;

/**
 * A store with something around each of its verbs, `ready` and `migrate` included: what spies, faults and races are made
 * of. `close` is passed on as it is.
 */
export function aroundStore(store: Store, around: Around): Store {
  // A proxy rather than a copy of the properties: a store may be an object of a class.
  const wrap = <Verbs extends object>(verbs: Verbs, prefix: string): Verbs =>
    new Proxy(verbs, {
      get: (target, name) => {
        const verb: unknown = Reflect.get(target, name);
        if (typeof verb !== "function") return verb;
        return (...parameters: unknown[]) =>
          around({ verb: `${prefix}${String(name)}`, parameters }, () => verb.apply(target, parameters));
      },
    });
  const own = wrap(store, "");
  return {
    sessions: wrap(store.sessions, "sessions."),
    keys: wrap(store.keys, "keys."),
    users: wrap(store.users, "users."),
    migrate: () => own.migrate(),
    ready: () => own.ready(),
    close: () => store.close(),
  };
}
