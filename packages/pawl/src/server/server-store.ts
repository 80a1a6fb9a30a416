import type { SessionStore } from "../session/store.ts";
import type { KeyStore } from "../tokens/key-store.ts";

/** What of a store Pawl itself works with. The users belong to the identity. */
export interface ServerStore {
  readonly sessions: SessionStore;
  readonly keys: KeyStore;
  ready(): Promise<void>;
}
