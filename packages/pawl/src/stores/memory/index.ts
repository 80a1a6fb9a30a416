import { StoreError } from "../../session/store.ts";
import type { Store } from "../store.ts";
import { memoryKeys } from "./keys.ts";
import { memorySessions } from "./sessions.ts";
import { memoryUsers } from "./users.ts";

export type { Migration, Store } from "../store.ts";

/**
 * A store in this process's memory, for tests and trials.
 *
 * Guarantees the same atomic verbs as every other store. Keeps nothing across a restart, shares nothing with
 * other processes, and lists by looking at every session: not for production.
 */
export function memoryStore(): Store {
  let closed = false;

  /** The same verbs, until the store is closed. */
  function whileOpen<Verbs extends object>(verbs: Verbs): Verbs {
    const guarded = Object.entries(verbs).map(([name, verb]) => [
      name,
      async (...parameters: unknown[]) => {
        if (closed) throw new StoreError("the memory store is closed");
        return await verb(...parameters);
      },
    ]);
    return Object.fromEntries(guarded) as Verbs;
  }

  return {
    sessions: whileOpen(memorySessions()),
    keys: whileOpen(memoryKeys()),
    users: whileOpen(memoryUsers()),
    ...whileOpen({ migrate: async () => ({ from: 0, to: 0 }), ready: async () => {} }),
    close: async () => {
      closed = true;
    },
  };
}
