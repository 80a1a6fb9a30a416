/** `pawl/svelte`: the client's state as a store. Imports nothing of Svelte: its store contract is one function. */

import type { Client, ClientState } from "../client/index.ts";
import { restoring } from "../client/state.ts";

/** What `svelte/store` calls a `Readable<ClientState>`: `$session`, `derived`, `get` and `fromStore` take it. */
export interface SessionStore {
  /** Calls `run` at once and with each new state, until the returned function is called. */
  subscribe(this: void, run: (state: ClientState) => void): () => void;
}

/** On a server nobody is known: what is rendered there is for everyone. */
const onServer: ClientState = restoring();

/**
 * The client's state as a Svelte store, for every component that wants it. Makes no request, holds no state, and never
 * closes the client.
 *
 * On a server, everyone is `restoring`, and the client is not asked. Holds no token, so it may be shown and logged.
 */
export function sessionStore(client: Client): SessionStore {
  return {
    subscribe(run) {
      if (!globalThis.document) {
        run(onServer);
        return () => undefined;
      }
      const unsubscribe = client.subscribe(run);
      run(client.state);
      return unsubscribe;
    },
  };
}
