import { type SessionStore, StoreError } from "../session/store.ts";
import type { KeyStore } from "../tokens/key-store.ts";
import type { ServerStore } from "./server-store.ts";

// Named one by one: a store may be an instance of a class, whose verbs no loop over its own properties would find.
const sessionVerbs: Readonly<Record<keyof SessionStore, true>> = {
  ...{ insert: true, find: true, rotate: true, receive: true, revoke: true, revokeAll: true },
  ...{ list: true, endedSince: true, deleteExpired: true },
};
const keyVerbs: Readonly<Record<keyof KeyStore, true>> = {
  ...{ insert: true, list: true, reseal: true, delete: true },
};

/**
 * The same store, of which every verb settles in time: a network store that says nothing must not hold up requests until
 * there is no memory for more of them. What was asked for may still happen later; the protocol is made for that.
 */
export function boundedStore(store: ServerStore, timeoutMs: number): ServerStore {
  return {
    sessions: boundVerbs(store.sessions, sessionVerbs, timeoutMs),
    keys: boundVerbs(store.keys, keyVerbs, timeoutMs),
    ready: () => inTime(store.ready(), timeoutMs),
  };
}

function boundVerbs<Verbs extends object>(
  verbs: Verbs,
  names: Readonly<Record<keyof Verbs, true>>,
  timeoutMs: number,
): Verbs {
  const bound = Object.keys(names).map((name) => {
    const verb = verbs[name as keyof Verbs] as (...parameters: unknown[]) => Promise<unknown>;
    return [name, (...parameters: unknown[]) => inTime(verb.apply(verbs, parameters), timeoutMs)];
  });
  return Object.fromEntries(bound) as Verbs;
}

function inTime<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new StoreError(`the store gave no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
