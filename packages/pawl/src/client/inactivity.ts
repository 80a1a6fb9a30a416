import type { Client } from "./client.ts";
import { systemTimers, type Timers } from "./clock.ts";
import { sessionOf } from "./state.ts";

/** The session is about to end because the user does nothing. */
export interface InactivityWarning {
  /** When, in milliseconds since the epoch, on the server's clock. */
  readonly endsAt: number;
  /** In how many milliseconds, at the time of the call. */
  readonly remainingMs: number;
}

/** The options of `watchInactivity`. */
export interface InactivityOptions {
  /** How long before the end to warn, in milliseconds. Default 60 000; at most half of the inactivity timeout counts. */
  readonly warnBeforeMs?: number | undefined;
  readonly timers?: Timers | undefined;
}

const tickMs = 1000;

/**
 * Warns before the session ends by inactivity: calls `listener` about each second of the last `warnBeforeMs`, and with
 * undefined when the danger is over, because the user did something (in this tab or another) or the session ended.
 * Until the returned function is called.
 *
 * Needs no request of its own: whatever the user does makes the client refresh by then, and the tabs share what comes
 * of it. Counts on the server's clock. Does not end the session: the server does.
 */
export function watchInactivity(
  client: Client,
  { warnBeforeMs = 60_000, timers = systemTimers }: InactivityOptions,
  listener: (warning: InactivityWarning | undefined) => void,
): () => void {
  let timer: unknown;
  let warning: InactivityWarning | undefined;

  function look(): void {
    timers.clear(timer);
    const session = sessionOf(client.state);
    let next: InactivityWarning | undefined;
    // Where the absolute end comes first, nothing that the user does would help.
    if (session && session.inactivityExpiresAt < session.expiresAt) {
      const endsAt = session.inactivityExpiresAt;
      const remainingMs = endsAt - (client.serverNow() ?? 0);
      // A warning for the whole of a short timeout would warn of nothing.
      const inMs = remainingMs - Math.min(warnBeforeMs, (endsAt - session.lastActiveAt) / 2);
      if (inMs <= 0) next = { endsAt, remainingMs: Math.max(0, remainingMs) };
      // Looked at again now and then, since timers sleep when the machine does.
      timer = timers.set(look, next ? tickMs : Math.min(inMs, 60_000));
    }
    if (next || warning) listener(next);
    warning = next;
  }

  const unsubscribe = client.subscribe(look);
  look();
  return () => {
    unsubscribe();
    timers.clear(timer);
  };
}
