/**
 * How servers that share a store tell each other to look for what ended. A signal carries nothing: it says "look now", may
 * be lost, doubled or late, and is made up for by looking about once a second anyway.
 */
export interface RevocationSignal {
  /**
   * Calls the listener for each signal, of this server's own too, and after each time that signals may have been lost, such
   * as a connection that came back. Never throws and never gives up: what cannot be connected is tried again.
   *
   * @returns what ends it and lets go of everything, once.
   */
  subscribe(listener: () => void): () => void;
  /** Tells all that subscribed. Never throws and never rejects: who is not told finds out by looking. */
  publish(): void;
}

/** Where nobody can be told, as with SQLite: everyone looks about once a second. */
export const noSignal: RevocationSignal = { subscribe: () => () => {}, publish: () => {} };
