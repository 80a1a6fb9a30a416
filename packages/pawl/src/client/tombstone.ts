import { listen } from "./listen.ts";

/**
 * Remembers, across page loads, that the user logged out and the server has not confirmed it yet: the cookie, which
 * no script can delete, would otherwise sign the user in again. Holds no secret, and nothing of the user.
 */
export interface Tombstone {
  /** Undefined where nothing can be remembered. */
  stands(): boolean | undefined;
  raise(): void;
  clear(): void;
  /**
   * Calls when another tab has cleared it and this one can see that. What another process has written comes by a way of its
   * own, which may be slower than that of the message that tells of it.
   */
  whenCleared(listener: () => void): () => void;
}

/** In the local storage of this origin, where there is one that may be used. */
export function createTombstone(name: string): Tombstone {
  const stored = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      // Asked for in pages only: Node has one too, for all users of a process.
      return globalThis.document && use(localStorage);
    } catch {
      // Forbidden or full.
      return undefined;
    }
  };
  return {
    stands: () => stored((storage) => storage.getItem(name) !== null),
    raise: () => stored((storage) => storage.setItem(name, "")),
    clear: () => stored((storage) => storage.removeItem(name)),
    whenCleared: (listener) =>
      listen(globalThis, ["storage"], ({ key, newValue }) => {
        if (key === name && newValue === null) listener();
      }),
  };
}
