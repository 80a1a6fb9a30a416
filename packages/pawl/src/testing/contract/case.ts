import type { Store } from "../../stores/store.ts";
import { asAssertion } from "./assertions.ts";

/** One thing that a store must do. */
export interface StoreCase {
  /** A statement: `rotate writes nothing once the session has ended`. No two cases share one. */
  readonly name: string;
  /**
   * Resolves if it holds of a new store, which it opens and closes.
   *
   * @throws AssertionError with a sentence that says what the store did instead; what `open` throws, as it is.
   */
  run(): Promise<void>;
}

/** Cases by their names; each is given a store that is open and empty. */
export type Cases = Readonly<Record<string, (store: Store) => Promise<void>>>;

/** A case that opens a store of its own. */
export function caseOn(
  open: () => Store | Promise<Store>,
  name: string,
  check: (store: Store) => Promise<void>,
): StoreCase {
  return {
    name,
    async run() {
      const store = await open();
      try {
        await check(store);
      } catch (error) {
        // What was found is worth more than what becomes of closing after it.
        await store.close().catch(() => undefined);
        throw asAssertion(error);
      }
      await store.close().catch((error: unknown) => {
        throw asAssertion(error);
      });
    },
  };
}
