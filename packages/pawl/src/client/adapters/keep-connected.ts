import { backoffMs } from "../backoff.ts";
import type { Client } from "../client.ts";
import { systemTimers, type Timers } from "../clock.ts";
import { SessionError, UnavailableError } from "../errors.ts";
import { shielded } from "../events.ts";

/** What a lasting connection takes, whatever goes over it. */
export interface ConnectionOptions {
  /** Closes the connection for good. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called once if the user's session ended, or somebody else's took its place: nothing will be reconnected. Not
   * called for `close` and `signal`, which the app did itself.
   */
  readonly onEnd?: ((error: SessionError) => void) | undefined;
  /**
   * Called when an attempt failed or a connection broke, before the next attempt is waited for. Whoever wants no
   * further one calls `close`.
   */
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly timers?: Timers | undefined;
  readonly random?: (() => number) | undefined;
}

/** One connection after the other, as who makes them and who keeps them see it. */
export interface Line {
  /** Aborted when it is closed for good. */
  readonly signal: AbortSignal;
  /** Whether anything came over the connection: then the next attempt is the first again. */
  worked: boolean;
  /** The least wait that the other side asked for. */
  retryMs: number;
}

/** A connection that is made again whenever it breaks. */
export interface Kept {
  /** Closes it for good. */
  close(this: void): void;
}

/**
 * Makes a connection again and again, with full jitter in between, for as long as one and the same user is signed in:
 * the one who is when the first state is known. Tries at once when the network or the auth server is back.
 *
 * @param connect makes one connection and settles when it is gone, or was none. To be closed at the line's signal.
 */
export function keepConnected(
  client: Pick<Client, "state" | "subscribe">,
  { signal: outer, onEnd, onError, timers = systemTimers, random = Math.random }: ConnectionOptions,
  connect: (line: Line) => Promise<void>,
): Kept {
  const controller = new AbortController();
  const { signal } = controller;
  const line: Line = { signal, worked: false, retryMs: 0 };
  let owner: string | undefined;
  let timer: unknown;
  let wasOffline = false;
  let attempt = 0;
  let leastMs = 0;

  function close(): void {
    stopWatching();
    outer?.removeEventListener("abort", close);
    globalThis.removeEventListener?.("online", hurry);
    timers.clear(timer);
    controller.abort();
  }

  function end(error: SessionError): void {
    if (signal.aborted) return;
    close();
    shielded(() => onEnd?.(error));
  }

  /** Only the state says that a session is over, never the connection itself. */
  function watch(state: Client["state"]): void {
    const isOffline = "offline" in state && state.offline;
    if (wasOffline && !isOffline) hurry();
    wasOffline = isOffline;
    if (state.status === "signedIn") owner ??= state.session.subject;
    if (state.status === "ended") end(new SessionError(state.code, state));
    else if (state.status === "signedOut") end(new SessionError("session_revoked", { reason: "logged_out" }));
    else if (state.status === "signedIn" && state.session.subject !== owner)
      end(new SessionError("session_revoked", { reason: "replaced_by_login" }));
  }

  const again = (): void => void run();

  async function run(): Promise<void> {
    timer = undefined;
    line.worked = false;
    leastMs = 0;
    try {
      await connect(line);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof SessionError) return end(error);
      if (error instanceof UnavailableError) leastMs = error.retryAfterMs ?? 0;
      shielded(() => onError?.(error));
    }
    if (line.worked) attempt = 0;
    leastMs = Math.max(leastMs, line.retryMs);
    // Looked at again: the app may have closed it when it was told.
    if (!signal.aborted) timer = timers.set(again, backoffMs(attempt++, random, leastMs));
  }

  /** The network is back, or the auth server. */
  function hurry(): void {
    if (timer === undefined) return;
    timers.clear(timer);
    timer = timers.set(again, backoffMs(0, random, leastMs));
  }

  const stopWatching = client.subscribe(watch);
  outer?.addEventListener("abort", close);
  globalThis.addEventListener?.("online", hurry);
  if (outer?.aborted) close();
  // Whatever the app is told, it is told after it was given what it may close.
  queueMicrotask(() => {
    watch(client.state);
    if (!signal.aborted) void run();
  });
  return { close };
}
