import { setTimeout as pause } from "node:timers/promises";
import { StoreError } from "../session/store.ts";
import type { Store } from "../stores/store.ts";
import { aroundStore } from "./around-store.ts";

const attempts = 50;

/**
 * A store that is asked again when it has no answer: under the load of many writers it may refuse to wait for the others,
 * which is no mistake. For cases that are not about one answer. `insert` alone is not repeated, since it also rejects
 * what exists.
 */
export function patient(store: Store): Store {
  return aroundStore(store, async ({ verb }, run) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        if (verb === "sessions.insert" || attempt === attempts || !(error instanceof StoreError)) throw error;
      }
      await pause(Math.random() * 50);
    }
  });
}
