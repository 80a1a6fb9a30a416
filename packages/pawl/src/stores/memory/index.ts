import type { Store } from "../store.ts";
import { memoryKeys } from "./keys.ts";
import { memorySessions } from "./sessions.ts";
import { memoryUsers } from "./users.ts";

export type { Store } from "../store.ts";

/**
 * A store in this process's memory, for tests and trials.
 *
 * Guarantees the same atomic verbs as every other store. Keeps nothing across a restart, shares nothing with
 * other processes, and lists by looking at every session: not for production.
 */
export function memoryStore(): Store {
  return {
    sessions: memorySessions(),
    keys: memoryKeys(),
    users: memoryUsers(),
    ready: async () => {},
    close: async () => {},
  };
}
