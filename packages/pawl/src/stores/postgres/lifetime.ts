import { StoreError } from "../../session/store.ts";

/** From the first statement to the last. */
export interface Lifetime {
  /** Does the work, unless the store was closed before. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Refuses what comes later, waits for what was begun, and then lets go; once, however often it is called. */
  close(letGo: () => Promise<unknown>): Promise<void>;
}

/**
 * A pool that is ended forgets the statements that wait for a connection, so what was begun is awaited first.
 */
export function createLifetime(): Lifetime {
  const begun = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  async function finish(letGo: () => Promise<unknown>): Promise<void> {
    await Promise.allSettled(begun);
    try {
      await letGo();
    } catch (error) {
      throw new StoreError("the connections to PostgreSQL could not be closed", { cause: error });
    }
  }

  return {
    async during(work) {
      if (closing !== undefined) throw new StoreError("the PostgreSQL store is closed");
      const working = work();
      begun.add(working);
      try {
        return await working;
      } finally {
        begun.delete(working);
      }
    },
    close(letGo) {
      closing ??= finish(letGo);
      return closing;
    },
  };
}
