import type { Client, ClientSession, ClientState, StateListener } from "../../../src/client/index.ts";

/** A client that is in whatever state the test puts it, and remembers who listens. */
export interface FakeClient extends Client {
  put(state: ClientState): void;
  readonly listeners: ReadonlySet<StateListener>;
}

export const session: ClientSession = {
  sid: "c2Vzc2lvbi1vbmU",
  subject: "ada",
  generation: 3,
  amr: ["pwd"],
  createdAt: 0,
  lastActiveAt: 0,
  expiresAt: 1,
  inactivityExpiresAt: 1,
  userAgent: null,
};

export const restoring: ClientState = { status: "restoring", unreachable: false };
export const signedOut: ClientState = { status: "signedOut" };
export const signedIn: ClientState = { status: "signedIn", session, expiresInMs: 1000, receivedAtMs: 0 };
export const expired: ClientState = { status: "ended", code: "session_expired", reason: "inactivity" };

export function fakeClient(initial: ClientState): FakeClient {
  let state = initial;
  const listeners = new Set<StateListener>();
  const unused = () => Promise.reject(new Error("the components ask for nothing"));
  return {
    get state() {
      return state;
    },
    listeners,
    put(next) {
      state = next;
      for (const listener of listeners) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    login: unused,
    logout: unused,
    fetch: unused,
    refresh: unused,
    close: () => undefined,
  };
}
