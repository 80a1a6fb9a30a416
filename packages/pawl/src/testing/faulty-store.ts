import { StoreError } from "../session/store.ts";
import type { Store } from "../stores/store.ts";
import { aroundStore } from "./around-store.ts";

/** `before`: the write never happened. `after`: it did, and the connection was lost before the answer. */
export type FaultMoment = "before" | "after";

/** A store that fails when it is told to. */
export interface FaultyStore extends Store {
  /** The next call of a verb such as `sessions.rotate` fails; further calls of this add up. */
  failNext(verb: string, moment: FaultMoment): void;
  /** From now on nothing is reached, until it is set back to false. */
  out: boolean;
}

/**
 * A store that loses its connection on command, to see what an app makes of it: 503 and nobody logged out.
 *
 * Every failure is a `StoreError`, as a store's are. Does not close, and does not lose what was written.
 */
export function faultyStore(store: Store): FaultyStore {
  const faults: { verb: string; moment: FaultMoment }[] = [];
  const wrapped = aroundStore(store, async ({ verb }, run) => {
    if (faulty.out) throw new StoreError("the store is out of reach");
    const index = faults.findIndex((fault) => fault.verb === verb);
    const [fault] = index < 0 ? [] : faults.splice(index, 1);
    if (fault?.moment === "before") throw new StoreError("the connection was lost before the write");
    const result = await run();
    if (fault?.moment === "after") throw new StoreError("the connection was lost after the commit");
    return result;
  });
  const faulty: FaultyStore = {
    ...wrapped,
    out: false,
    failNext: (verb, moment) => void faults.push({ verb, moment }),
  };
  return faulty;
}
