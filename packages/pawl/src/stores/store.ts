import type { UserStore } from "../identity/user-store.ts";
import type { SessionStore } from "../session/store.ts";
import type { KeyStore } from "../tokens/key-store.ts";

/** Everything that Pawl keeps, in one place; the parts can also come from different ones. */
export interface Store {
  readonly sessions: SessionStore;
  readonly keys: KeyStore;
  readonly users: UserStore;
  /**
   * Brings the schema up to what this Pawl knows: forward only, and safe to run twice or from many processes at once.
   * Does nothing where the store does it by itself when it is opened (memory, SQLite).
   *
   * @throws StoreError when the schema is newer than this Pawl, or there is no answer.
   */
  migrate(): Promise<Migration>;
  /** Resolves if the store answers now and its schema is the one that this Pawl knows; rejects with `StoreError` if not. */
  ready(): Promise<void>;
  /** Finishes what was begun and lets go. Later calls reject with `StoreError`. */
  close(): Promise<void>;
}

/** The versions that a migration found and left; 0 where there was nothing. */
export interface Migration {
  readonly from: number;
  readonly to: number;
}
