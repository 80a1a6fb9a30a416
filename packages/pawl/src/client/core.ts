import type { Call, CallOptions } from "./call.ts";
import type { HeardEnd } from "./channel.ts";
import { SessionError, UnavailableError } from "./errors.ts";
import type { Emit, RefreshCause } from "./events.ts";
import { listen } from "./listen.ts";
import type { Settings } from "./settings.ts";
import { type ClientSession, ownerOf, type StateCell } from "./state.ts";
import type { Tombstone } from "./tombstone.ts";
import type { Turns } from "./turns.ts";
import { until } from "./until.ts";
import { type Grant, readGrant } from "./wire.ts";

/** An access token, and whose it is. */
export interface HeldToken {
  readonly value: string;
  readonly session: ClientSession;
  /** From this instant of the monotonic clock, refresh before sending it. */
  readonly staleAtMs: number;
}

/** Asks the server who the user is. What comes of it is in the state; how to go on without an answer, the recovery knows. */
export type Ask = (cause: RefreshCause) => void;

/** What the verbs of one client share. Lives in their closures and nowhere else: it holds the access token. */
export interface Core extends Settings, Turns {
  readonly state: StateCell;
  readonly call: Call;
  readonly emit: Emit;
  readonly tombstone: Tombstone;
  token?: HeldToken | undefined;
  /** What the server last told of how far the session has come; see `RefreshRequest`. */
  revision: string | null;
  /** The server's clock, less the monotonic one, as of its last answer. */
  serverOffsetMs?: number | undefined;
  /** Why the session of this page ended, by the word of another tab or of `GET /events`. */
  heardEnd?: HeardEnd | undefined;
  /** How long ago the user last did something; undefined while nobody watches. */
  idleMs?: (() => number) | undefined;
  /** Aborted and replaced by a login, a logout, a change elsewhere: refreshes begun before count for nothing. */
  epoch: AbortController;
  /** Until this instant of the monotonic clock, nobody but the recovery asks the server. */
  quietUntilMs: number;
  closed?: boolean;
  /** Whether the user has left the page, which may be kept as it is. */
  left?: boolean;
  /** What ends when the client is closed. */
  readonly stops: (() => void)[];
}

/**
 * Asks for tokens in turn, across the tabs too, and takes them with `take` before the next turn: no two calls that
 * set the cookie are under way at the same time, and nobody asks for what has just come.
 *
 * Rejects with `SessionError` or `UnavailableError` only, at once when the signal says so; nothing is taken then.
 *
 * @param found looks, in turn and before anything is sent, for what another tab was given meanwhile.
 */
export async function obtain<T>(
  core: Core,
  path: "/login" | "/refresh",
  { body, signal }: { readonly body: () => CallOptions["body"]; readonly signal: AbortSignal },
  take: (grant: Grant) => T,
  found?: () => Promise<T | undefined>,
): Promise<T> {
  const goOn = (): void => {
    if (core.closed || signal.aborted) throw new UnavailableError("given up");
  };
  const turn = (): Promise<T> =>
    core.lock(async (contended) => {
      goOn();
      const taken = contended && (await found?.());
      if (taken) return taken;
      goOn();
      const grant = await core.call(path, readGrant, { body: body(), signal });
      goOn();
      return take(grant);
    });
  try {
    return await until(signal, core.takeTurn(turn));
  } catch (cause) {
    if (cause instanceof SessionError || cause instanceof UnavailableError) throw cause;
    throw new UnavailableError("no answer", { cause });
  }
}

/** Takes a new access token into use, and then says so to whoever listens. */
export function adopt(
  core: Core,
  { accessToken, session, expiresInMs, revision, issuedAt }: Grant,
  receivedAtMs: number = core.clock.monotonicMs(),
): HeldToken {
  // A second early, for the way to the API; less for tokens that live but a few seconds.
  const staleAtMs = receivedAtMs + expiresInMs - Math.min(1000, expiresInMs / 10);
  const token: HeldToken = { value: accessToken, session, staleAtMs };
  core.token = token;
  core.revision = revision;
  core.serverOffsetMs = issuedAt - receivedAtMs;
  core.quietUntilMs = 0;
  core.heardEnd = undefined;
  core.state.set({ status: "signedIn", offline: false, session, expiresInMs, receivedAtMs, issuedAt });
  return token;
}

/** Ends what this page shows: the browser is another user's now, and the page is not (complaint 50). */
export function fence(core: Core): never {
  const facts = { code: "session_revoked", reason: "replaced_by_login" } as const;
  const before = core.state.get();
  forget(core);
  // Asked again, a tab learns nothing new.
  if (before.status !== "ended" || before.reason !== facts.reason) {
    core.state.set({ status: "ended", ...facts, subject: ownerOf(before) });
    core.emit({ type: "session_ended", ...facts });
  }
  throw endedError(core);
}

/** Forgets the token, and begins a new epoch. */
export function forget(core: Core): void {
  const { epoch } = core;
  core.token = undefined;
  core.epoch = new AbortController();
  epoch.abort();
}

/** Waits for a new state or a new epoch, and no longer than the signal lets it; leaves nothing behind. */
export async function news({ state, epoch }: Core, signal?: AbortSignal | null): Promise<void> {
  const stops: (() => void)[] = [];
  const change = new Promise<unknown>((done) => {
    stops.push(state.subscribe(done), listen(epoch.signal, ["abort"], done));
  });
  try {
    await until(signal, change);
  } finally {
    for (const stop of stops) stop();
  }
}

/** The error of whoever needs a session when there is none any more. */
export function endedError({ state }: Core): SessionError {
  const last = state.get();
  return last.status === "ended"
    ? new SessionError(last.code, last)
    : new SessionError("session_revoked", { reason: "logged_out" });
}

/** Tells the other tabs to ask the server again; and what it said of an end, since it may not say it again. */
export function tellTabs({ channel, closed }: Core, end?: HeardEnd): void {
  if (!closed) channel?.post({ v: 1, kind: "changed", ...(end && { end }) });
}
