import type {
  Client,
  ClientSession,
  ClientState,
  EndReason,
  StateListener,
} from "../../../src/client/index.ts";

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

export const restoring: ClientState = { status: "restoring", offline: false, subject: undefined };
export const signedOut: ClientState = { status: "signedOut" };
export const signedIn: ClientState = signedInAs(session);
export const expired: ClientState = endedFor("inactivity");

export function signedInAs(whose: ClientSession): ClientState {
  return {
    status: "signedIn",
    offline: false,
    session: whose,
    expiresInMs: 1000,
    receivedAtMs: 0,
    issuedAt: 0,
  };
}

/** Ada's session, ended. */
export function endedFor(reason: EndReason | undefined): ClientState {
  return { status: "ended", code: "session_expired", reason, subject: session.subject };
}

export function fakeClient(initial: ClientState, does: Partial<Client> = {}): FakeClient {
  let state = initial;
  const listeners = new Set<StateListener>();
  const unused = () => Promise.reject(new Error("the components ask for nothing"));
  const subscribe = (listener: StateListener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const fake: FakeClient = {
    authUrl: "https://app.test/auth",
    get state() {
      return state;
    },
    listeners,
    put(next) {
      state = next;
      for (const listener of [...listeners]) listener(next);
    },
    subscribe,
    settled: () =>
      new Promise((resolve) => {
        const look = (now: ClientState): void => {
          if (now.status === "restoring") return;
          unsubscribe();
          resolve(now);
        };
        const unsubscribe = subscribe(look);
        look(state);
      }),
    serverNow: () => undefined,
    mayReceiveToken: () => false,
    login: unused,
    logout: unused,
    fetch: unused,
    accessToken: unused,
    refresh: unused,
    close: () => undefined,
  };
  for (const [name, value] of Object.entries(does)) Object.defineProperty(fake, name, { value });
  return fake;
}
