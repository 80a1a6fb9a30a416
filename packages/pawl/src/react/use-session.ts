import { useContext, useSyncExternalStore } from "react";
import type { Client, ClientSession, ClientState } from "../client/index.ts";
import { restoring, sessionOf } from "../client/state.ts";
import { ClientContext } from "./provider.tsx";

/** The answer of `useSession`. */
export interface SessionView {
  /** `state.status`, or `signedIn` while the page goes by `initialSession`. */
  readonly status: ClientState["status"];
  /** The session, while signed in. */
  readonly session: ClientSession | undefined;
  /** Whether the auth server cannot be reached for now; whoever was signed in still is. */
  readonly offline: boolean;
  /** The whole state, as the client holds it; narrow by `state.status` for what belongs to each. */
  readonly state: ClientState;
  readonly client: Client;
}

/** On a server nobody is known: what is rendered there is for everyone. */
const onServer: ClientState = restoring();

/**
 * The client's state, and a new rendering whenever it changes.
 *
 * On a server, and while a page that was rendered there hydrates, everyone is `restoring`, or who `initialSession`
 * says. Throws `TypeError` outside of a `SessionProvider`. Holds no token, so it may be shown and logged.
 */
export function useSession(): SessionView {
  const provided = useContext(ClientContext);
  if (!provided) throw new TypeError("useSession: put <SessionProvider client={…}> around it.");
  const { client, initial } = provided;
  const state = useSyncExternalStore(
    client.subscribe,
    () => client.state,
    () => onServer,
  );
  const believed = state.status === "restoring" ? initial : undefined;
  return {
    status: believed ? "signedIn" : state.status,
    session: sessionOf(state) ?? believed,
    offline: "offline" in state && state.offline,
    state,
    client,
  };
}
