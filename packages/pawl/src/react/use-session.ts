import { useContext, useSyncExternalStore } from "react";
import type { Client, ClientSession, ClientState } from "../client/index.ts";
import { ClientContext } from "./provider.tsx";

/** The answer of `useSession`. */
export interface SessionView {
  readonly status: ClientState["status"];
  /** The session, while signed in. */
  readonly session: ClientSession | undefined;
  /** The whole state, as the client holds it; narrow by `state.status` for what belongs to each. */
  readonly state: ClientState;
  readonly client: Client;
}

/** On a server nobody is known: what is rendered there is for everyone. */
const onServer: ClientState = { status: "restoring", unreachable: false };

/**
 * The client's state, and a new rendering whenever it changes.
 *
 * Throws `TypeError` outside of a `SessionProvider`. Holds no token, so it may be shown and logged.
 */
export function useSession(): SessionView {
  const client = useContext(ClientContext);
  if (!client) throw new TypeError("useSession: put <SessionProvider client={…}> around it.");
  const state = useSyncExternalStore(
    client.subscribe,
    () => client.state,
    () => onServer,
  );
  const session = state.status === "signedIn" ? state.session : undefined;
  return { status: state.status, session, state, client };
}
