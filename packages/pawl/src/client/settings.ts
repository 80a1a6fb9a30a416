import { type Channel, openChannel } from "./channel.ts";
import { type Clock, systemClock, systemTimers, type Timers } from "./clock.ts";
import type { ClientEvent } from "./events.ts";
import { createLock, type Lock } from "./lock.ts";
import type { Patience, WaitOptions } from "./patience.ts";

/** What `createClient` takes. Only `authUrl` is needed in a page. */
export interface ClientOptions extends WaitOptions {
  /**
   * Where Pawl's handler is mounted, e.g. `/auth`. Relative to the document. Where there is none, a relative one makes a
   * client that knows nobody and asks nothing: pages are rendered on a server for everyone.
   */
  authUrl: string;
  /** The only origins that are sent the access token, e.g. `https://api.example.com`. Default: the page's own. */
  apiOrigins?: readonly string[] | undefined;
  /** Whether to ask at once whether there is a session. Default true; `false` starts signed out, without a request. */
  restore?: boolean | undefined;
  /**
   * Whether the page keeps the session alive while the user is active, reports activity, listens to
   * `GET /events`, and notices the end by time. Default true in a document, false elsewhere. Without it a refresh is
   * made when a call needs one, and counts as activity.
   */
  live?: boolean | undefined;
  /**
   * Whose page this is, where a server rendered it for somebody: should the browser turn out to be another user's by
   * now, the page ends instead of becoming theirs.
   */
  subject?: string | undefined;
  /** Told what the client does, as it does it. */
  onEvent?: ((event: ClientEvent) => void) | undefined;
  /**
   * How long to wait for an answer of the auth server. Default 8000. Must be shorter than the server's grace period
   * (10 s by default), so that a retry still finds the answer that was lost.
   */
  refreshTimeoutMs?: number | undefined;
  fetch?: typeof fetch | undefined;
  clock?: Clock | undefined;
  timers?: Timers | undefined;
  /** A number in [0, 1), for the jitter of retries; no secret is made of it. */
  random?: (() => number) | undefined;
  lock?: Lock | undefined;
  channel?: Channel | undefined;
}

/** The options, resolved and checked once. */
export interface Settings {
  /** Of the lock, the channel and whatever else this origin shares for this auth server. */
  readonly name: string;
  readonly whenOffline: Patience | undefined;
  readonly whenEnded: Patience | undefined;
  readonly authUrl: string;
  readonly credentials: RequestCredentials;
  /** Whether a URL is one of the API's or of the auth server's own: nobody else is sent the access token. */
  readonly mayReceiveToken: (url: URL) => boolean;
  readonly baseUrl: string | undefined;
  /** Nowhere to ask: the page is being rendered on a server. */
  readonly isInert: boolean;
  readonly refreshTimeoutMs: number;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly lock: Lock;
  readonly channel: Channel | undefined;
}

/** Stands for the origin of a page that is rendered where there are no origins. Nothing is ever sent there. */
const nowhere = "http://nowhere.invalid";

function parse(option: keyof ClientOptions, url: string, baseUrl?: string): URL {
  try {
    return new URL(url, baseUrl);
  } catch {
    throw new TypeError(`createClient: \`${option}\` must be absolute: https://…`);
  }
}

/** @throws TypeError naming the option and the fix. */
export function resolveSettings({
  authUrl,
  apiOrigins,
  refreshTimeoutMs = 8000,
  // Looked up at each call, so that whatever the app puts in its place later is used.
  fetch = (...request) => globalThis.fetch(...request),
  clock = systemClock,
  timers = systemTimers,
  random = Math.random,
  lock,
  channel,
  whenOffline,
  whenEnded,
}: ClientOptions): Settings {
  const baseUrl = globalThis.document?.baseURI ?? globalThis.location?.href;
  const auth = parse("authUrl", authUrl, baseUrl ?? nowhere);
  const ownOrigin = globalThis.location?.origin ?? auth.origin;
  const url = auth.origin + auth.pathname.replace(/\/+$/, "");
  const origins = apiOrigins?.map((origin) => parse("apiOrigins", origin).origin) ?? [ownOrigin];
  const name = `pawl:${url}`;
  return {
    name,
    whenOffline,
    whenEnded,
    authUrl: url,
    credentials: auth.origin === ownOrigin ? "same-origin" : "include",
    mayReceiveToken: ({ origin, href }) => origins.includes(origin) || href.startsWith(`${url}/`),
    baseUrl,
    isInert: auth.origin === nowhere,
    refreshTimeoutMs,
    fetch,
    clock,
    timers,
    random,
    lock: lock ?? createLock(name, timers),
    channel: channel ?? openChannel(name),
  };
}
