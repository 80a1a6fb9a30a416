import type { Store } from "../stores/store.ts";
import { aroundStore, type StoreCall } from "./around-store.ts";

/** A store that remembers what it was asked. */
export interface CountingStore extends Store {
  readonly calls: StoreCall[];
  /** Calls so far: all, or those of one verb such as `sessions.rotate`. */
  count(verb?: string): number;
  forget(): void;
}

/** Counts the calls of a store: whether a request costs one round trip, or touches the store at all. */
export function countingStore(store: Store): CountingStore {
  const calls: StoreCall[] = [];
  return {
    ...aroundStore(store, (call, run) => {
      calls.push(call);
      return run();
    }),
    calls,
    count: (verb) => calls.filter((call) => verb === undefined || call.verb === verb).length,
    forget: () => void calls.splice(0),
  };
}
