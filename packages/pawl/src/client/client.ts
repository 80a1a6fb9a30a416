import { createCall } from "./call.ts";
import { type Core, forget } from "./core.ts";
import { createEmit } from "./events.ts";
import { createFetch } from "./fetch.ts";
import { createTurns } from "./lock.ts";
import { createLogin, type LoginCredentials } from "./login.ts";
import { createLogout } from "./logout.ts";
import { createRefresh } from "./refresh.ts";
import { createRestorer } from "./restore.ts";
import { type ClientOptions, resolveSettings } from "./settings.ts";
import {
  type ClientSession,
  type ClientState,
  createStateCell,
  restoring,
  type StateListener,
  signedOut,
} from "./state.ts";

/** One user's session in one tab. Its functions need no `this`. */
export interface Client {
  /** What is known now; the same object until it changes. Holds no token. */
  readonly state: ClientState;
  /** Calls `listener` with each new state, until the returned function is called. */
  subscribe(this: void, listener: StateListener): () => void;
  /**
   * Logs in and starts a session of its own; whatever an earlier session still has in flight is discarded.
   *
   * Throws `SessionError("invalid_credentials")` and leaves the state alone when the server says no;
   * `UnavailableError` when it does not say.
   */
  login(this: void, credentials: LoginCredentials): Promise<ClientSession>;
  /**
   * Ends the session. The token is forgotten and the state is `signedOut` before this returns its promise, which
   * always resolves. When the server could not be told, an event says so and a few more attempts are made; until one
   * succeeds, the cookie (which no script can delete) could still restore the session at the next page load.
   */
  logout(this: void): Promise<void>;
  /**
   * `fetch` with the access token, for the configured API origins; every other request passes untouched, as does one
   * with an Authorization header of its own.
   *
   * Refreshes when the token is known to be expired, or when the API says so (401 `invalid_token`), however many
   * calls wait; then repeats each call once, and returns what that answers. Signed out, it sends without a token.
   *
   * Throws `SessionError` when the session has ended or another user's took its place; `UnavailableError` when no new
   * token could be had for now; `TypeError` for a stream as the body, which could not be sent twice; the signal's
   * reason, at once, when the caller aborts; and whatever `fetch` throws.
   *
   * Leaves redirects to the platform, which keeps the token on the same origin and drops it on the way to another
   * (Fetch §4.4, HTTP-redirect fetch, step 13; all browsers since 2023).
   */
  fetch(this: void, input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /**
   * Makes one refresh now, or joins the one in flight.
   *
   * Throws `SessionError` when there is no session, `UnavailableError` when there was no usable answer.
   */
  refresh(this: void): Promise<ClientSession>;
  /** Stops all timers and listening, and forgets the token. Calls that wait, and later ones, are unavailable. */
  close(this: void): void;
}

/**
 * Makes the browser client of a Pawl server, and, unless `restore` is false, asks at once whether there is a session.
 *
 * The access token lives in a closure; it is in no state, event, error or storage. The refresh token is in an HttpOnly
 * cookie and never seen here. Only a typed answer of the auth server itself ends a session: being offline, timeouts,
 * 5xx, 429, and whatever proxies and captive portals say, do not.
 *
 * Throws `TypeError` for an option that cannot work.
 */
export function createClient(options: ClientOptions): Client {
  const { restore = true, onEvent } = options;
  const settings = resolveSettings(options);
  const core: Core = {
    ...settings,
    ...createTurns(),
    state: createStateCell(restore ? restoring : signedOut),
    call: createCall(settings),
    emit: createEmit(settings.clock, onEvent),
    token: undefined,
    revision: null,
    epoch: new AbortController(),
    quietUntilMs: 0,
    closed: false,
  };
  const refresh = createRefresh(core);
  const restorer = createRestorer(core, refresh);
  const { login, abandon } = createLogin(core);
  const { logout, stop } = createLogout(core, abandon);
  if (restore) restorer.start();

  return {
    get state() {
      return core.state.get();
    },
    subscribe: core.state.subscribe,
    login(credentials) {
      stop();
      return login(credentials);
    },
    logout,
    fetch: createFetch(core, refresh),
    refresh: async () => (await refresh("manual")).session,
    close() {
      core.closed = true;
      restorer.stop();
      stop();
      abandon();
      forget(core);
    },
  };
}
