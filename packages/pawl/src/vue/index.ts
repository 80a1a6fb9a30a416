/** `pawl/vue`: the client's state as refs. No logic of its own. */

import {
  type ComputedRef,
  computed,
  getCurrentInstance,
  type InjectionKey,
  inject,
  onMounted,
  onScopeDispose,
  type Plugin,
  type ShallowRef,
  shallowRef,
} from "vue";
import type { Client, ClientSession, ClientState } from "../client/index.ts";
import { ownerOf, restoring, sessionOf } from "../client/state.ts";

/** Where `sessionPlugin` puts the client; `provide(clientKey, client)` gives a part of an app another one. */
export const clientKey: InjectionKey<Client> = Symbol("pawl");

/** Gives a client to an app: `app.use(sessionPlugin(client))`. Makes no request, and never closes the client. */
export function sessionPlugin(client: Client): Plugin {
  return { install: (app) => void app.provide(clientKey, client) };
}

/** The answer of `useSession`. */
export interface SessionRefs {
  readonly status: ComputedRef<ClientState["status"]>;
  /** The session, while signed in. */
  readonly session: ComputedRef<ClientSession | undefined>;
  /**
   * Whose page this is, also while it is asked again who the user is, and after the session has ended: until a logout
   * in this tab, or a login in it. To keep a half-filled form by.
   */
  readonly subject: ComputedRef<string | undefined>;
  /** Whether the auth server cannot be reached for now; whoever was signed in still is. */
  readonly offline: ComputedRef<boolean>;
  /** The whole state, as the client holds it; narrow by `state.status` for what belongs to each. */
  readonly state: Readonly<ShallowRef<ClientState>>;
  readonly client: Client;
}

/** On a server nobody is known: what is rendered there is for everyone. */
const onServer: ClientState = restoring();

/**
 * The client's state as refs that follow it until the component, or the effect scope, that asked for them is gone.
 *
 * On a server, everyone is `restoring`, and nothing is subscribed to. A page that was rendered there hydrates from the
 * same state, whatever the client has found out by then, and shows the real one once it is mounted.
 *
 * Throws `TypeError` without a client: give one to the app by `sessionPlugin`, or to the call. Holds no token, so it
 * may be shown and logged.
 */
export function useSession(client: Client | undefined = inject(clientKey, undefined)): SessionRefs {
  if (!client) throw new TypeError("useSession: app.use(sessionPlugin(client)) first.");
  const state = shallowRef(onServer);
  if (globalThis.document) {
    const follow = (): void => {
      state.value = client.state;
    };
    // Before its setup, only a component that hydrates has an element.
    if (getCurrentInstance()?.vnode.el) onMounted(follow);
    else follow();
    onScopeDispose(client.subscribe(follow));
  }
  return {
    status: computed(() => state.value.status),
    session: computed(() => sessionOf(state.value)),
    subject: computed(() => ownerOf(state.value)),
    offline: computed(() => "offline" in state.value && state.value.offline),
    state,
    client,
  };
}
