import type { Store } from "pawl/stores/memory";

/** A store that the bench has to itself. */
export interface BenchStore {
  readonly name: string;
  /** How `pawl serve --store` and the bare server are told of it; each side has its own place in it. */
  location(side: string): string;
  /** The store as the library opens it, empty and migrated. */
  open(side: string): Promise<Store>;
  /** What the store itself can do, by a tool of its own where there is one, for orientation. */
  floor(): Promise<string | undefined>;
  /** Bytes that all that was opened for this side takes, once what can be tidied up is. */
  bytes(side: string): Promise<number>;
  stop(): Promise<void>;
}

/** Stores by the names that the command line knows them by. */
export type StartStore = () => Promise<BenchStore>;
