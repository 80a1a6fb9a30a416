import type { Store } from "../../stores/store.ts";

/** How several processes come to the same store. */
export interface SharedStore {
  /**
   * The file URL of a module that exports `openShared(location: string): Store | Promise<Store>`. Each process imports it
   * and opens the store by itself, so it must be something that this Node can import by its URL.
   */
  readonly module: URL | string;
  /** A place where nothing is yet, in the words that `openShared` understands: a file name, a URL. New each time. */
  readonly location: () => string | Promise<string>;
}

/** What the module exports. */
export interface SharedStoreModule {
  readonly openShared: (location: string) => Store | Promise<Store>;
}
