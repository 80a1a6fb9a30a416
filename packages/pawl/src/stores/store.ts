import type { UserStore } from "../identity/user-store.ts";
import type { SessionStore } from "../session/store.ts";
import type { KeyStore } from "../tokens/key-store.ts";

/** Everything that Pawl keeps, in one place; the parts can also come from different ones. */
export interface Store {
  readonly sessions: SessionStore;
  readonly keys: KeyStore;
  readonly users: UserStore;
  /** Resolves if the store answers now; rejects with `StoreError` if not. */
  ready(): Promise<void>;
  /** Finishes what was begun and lets go. Later calls reject with `StoreError`. */
  close(): Promise<void>;
}
