import { createCall } from "./call.ts";
import { type Core, endedError, forget, news } from "./core.ts";
import { createEmit, type RefreshCause } from "./events.ts";
import { type ClientFetch, createFetch } from "./fetch.ts";
import { startLive } from "./live.ts";
import { createLogin, type LoginCredentials } from "./login.ts";
import { createLogout } from "./logout.ts";
import { createRecovery } from "./recovery.ts";
import { createRefresh } from "./refresh.ts";
import { type ClientOptions, resolveSettings } from "./settings.ts";
import {
  type ClientSession,
  type ClientState,
  createStateCell,
  ownerOf,
  restoring,
  type StateListener,
  signedOut,
} from "./state.ts";
import { listenToTabs } from "./tabs.ts";
import { createToken } from "./token.ts";
import { createTombstone } from "./tombstone.ts";
import { createTurns } from "./turns.ts";
import { listenToWakes } from "./wakes.ts";

/** One user's session in one tab. Its functions need no `this`. */
export interface Client {
  /** Where the server's routes are, absolute and without a slash at its end. `fetch` sends the token there, too. */
  readonly authUrl: string;
  /** What is known now; the same object until it changes. Holds no token. */
  readonly state: ClientState;
  /** Calls `listener` with each new state, until the returned function is called. */
  subscribe(this: void, listener: StateListener): () => void;
  /**
   * The first state from now on in which it is known who the user is: any but `restoring`. For route guards. Never
   * rejects; with the server out of reach it takes until an attempt succeeds, or `close`, which leaves it `restoring`.
   */
  settled(this: void): Promise<ClientState>;
  /**
   * The server's clock, in milliseconds since the epoch, estimated from its last answer: late by what that took on its
   * way, and by what the machine slept since. The local clock plays no part. Undefined before any answer.
   */
  serverNow(this: void): number | undefined;
  /**
   * Logs in and starts a session of its own; whatever an earlier session still has in flight is discarded. The page is
   * that user's from now on.
   *
   * Throws `SessionError("invalid_credentials")` and leaves the state alone when the server says no;
   * `UnavailableError` when it does not say.
   */
  login(this: void, credentials: LoginCredentials): Promise<ClientSession>;
  /**
   * Ends the session. The token is forgotten and the state is `signedOut` before this returns its promise, which
   * always resolves. When the server could not be told, an event says so, and attempts go on, also at the next page
   * load, until it could; no page of this origin is signed in again before that, unless somebody logs in.
   */
  logout(this: void): Promise<void>;
  /**
   * `fetch` with the access token, for the configured API origins and the auth server's own routes; every other
   * request passes untouched, as does one with an Authorization header of its own.
   *
   * Refreshes when the token is known to be expired, or when the API says so (401 `invalid_token`), however many
   * calls wait; then repeats each call once, and returns what that answers. Signed out, it sends without a token.
   *
   * Throws `SessionError` when the session has ended or another user's took its place; `UnavailableError` when no new
   * token could be had for now; or waits, see `whenOffline` and `whenEnded`. `TypeError` for a stream as the body,
   * which could not be sent twice, unless it may be buffered; the signal's reason, at once, when the caller aborts;
   * and whatever `fetch` throws.
   *
   * Leaves redirects to the platform, which keeps the token on the same origin and drops it on the way to another
   * (Fetch §4.4, HTTP-redirect fetch, step 13; all browsers since 2023).
   */
  fetch: ClientFetch;
  /**
   * An access token to use now, for what cannot go through `fetch`: a message on a WebSocket, say. Refreshes when it
   * must. Where it goes is up to the caller: never into a URL, a log or a storage.
   *
   * Throws `SessionError` when nobody is signed in or the session has ended, `UnavailableError` when no new token could
   * be had for now.
   */
  accessToken(this: void): Promise<string>;
  /** Whether `fetch` would send the access token there: to the API's origins and the auth server's own routes. */
  mayReceiveToken(this: void, url: string | URL): boolean;
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
 * The access token lives in a closure; it is in no state, event, error or storage. It is shared with the other tabs of
 * the same session, and with nobody else. The refresh token is in an HttpOnly cookie and never seen here. Only a typed
 * answer of the auth server itself ends a session: being offline, timeouts, 5xx, 429, and whatever proxies and captive
 * portals say, do not.
 *
 * Throws `TypeError` for an option that cannot work.
 */
export function createClient(options: ClientOptions): Client {
  const { restore = true, live = !!globalThis.document, onEvent } = options;
  const settings = resolveSettings(options);
  const { clock, name } = settings;
  const tombstone = createTombstone(`${name}:logged-out`);
  const loggedOut = tombstone.stands();
  const asking = restore && !loggedOut;
  const core: Core = {
    ...settings,
    ...createTurns(),
    state: createStateCell(asking ? restoring(options.subject) : signedOut),
    call: createCall(settings),
    emit: createEmit(clock, onEvent),
    tombstone,
    revision: null,
    epoch: new AbortController(),
    quietUntilMs: 0,
    stops: [],
  };
  const { state, emit } = core;

  const recovery = createRecovery(core, () => ask("recovery"));
  const refresh = createRefresh(core, recovery.failed);
  const token = createToken(core, refresh);
  const fetch = createFetch(core, token);
  const { login, abandon } = createLogin(core);
  const logout = createLogout(core, abandon);

  function ask(cause: RefreshCause): void {
    if (cause === "restore") emit({ type: "restore_started" });
    refresh(cause).catch(() => undefined);
  }

  listenToTabs(core, ask, recovery);
  listenToWakes(core, () => {
    recovery.wake();
    logout.wake();
  });
  if (asking && !core.isInert) ask("restore");
  if (loggedOut) logout.resume();
  if (live) startLive(core, ask, fetch);

  return {
    authUrl: core.authUrl,
    get state() {
      return state.get();
    },
    subscribe: state.subscribe,
    async settled() {
      while (state.get().status === "restoring" && !core.closed) await news(core);
      return state.get();
    },
    serverNow() {
      return core.serverOffsetMs === undefined ? undefined : clock.monotonicMs() + core.serverOffsetMs;
    },
    login,
    logout: logout.logout,
    fetch,
    async accessToken() {
      const held = await token.usable(ownerOf(state.get()), {});
      if (!held) throw endedError(core);
      return held.value;
    },
    mayReceiveToken: (url) => core.mayReceiveToken(new URL(url, core.baseUrl)),
    refresh: async () => (await refresh("manual")).session,
    close() {
      core.closed = true;
      for (const stop of core.stops) stop();
      forget(core);
    },
  };
}
