import { backoffMs } from "./backoff.ts";
import { isChanged } from "./channel.ts";
import { type Core, forget } from "./core.ts";
import { UnavailableError } from "./errors.ts";
import type { Refresh } from "./refresh.ts";
import { restoring, unreachable } from "./state.ts";

export interface Restorer {
  /** Asks the server whether there is a session, until it answers. */
  start(this: void): void;
  stop(this: void): void;
}

/** Tabs that are told of a change ask within this time of each other, not all at once (complaint 24). */
const spreadMs = 100;

/**
 * Keeps asking who the user is, for as long as nobody knows: at page load, when the page comes back from the
 * back-forward cache (A38), and when another tab says that something changed. No answer is no answer: the state stays
 * `restoring` and the next attempt follows by itself, after what the server asked for and some jitter.
 */
export function createRestorer(core: Core, refresh: Refresh): Restorer {
  const { channel, emit, state, timers, random } = core;
  let timer: unknown;

  function attempt(cause: "restore" | "changed", count: number): void {
    const { signal } = core.epoch;
    refresh(cause).catch((error: unknown) => {
      if (signal.aborted || !(error instanceof UnavailableError)) return;
      const { status } = state.get();
      if (status === "restoring") state.set(unreachable);
      const again = (): void => {
        // A call of the app may have found the answer in the meantime.
        if (!signal.aborted && state.get().status === status) attempt(cause, count + 1);
      };
      timer = timers.set(again, backoffMs(count, random, error.retryAfterMs));
    });
  }

  /** What this tab believes may be out of date: it forgets its token, shows nothing private, and asks. */
  function doubt(): void {
    timers.clear(timer);
    // First of all: whoever hears of the new state must not find the old token.
    forget(core);
    if (state.get().status === "signedIn") state.set(restoring);
  }

  function start(): void {
    emit({ type: "restore_started" });
    attempt("restore", 0);
  }

  function show({ persisted }: { readonly persisted?: boolean }): void {
    if (!persisted || state.get().status === "signedOut") return;
    doubt();
    start();
  }

  channel?.subscribe((message) => {
    if (!isChanged(message)) return;
    doubt();
    timer = timers.set(() => attempt("changed", 0), random() * spreadMs);
  });
  globalThis.addEventListener?.("pageshow", show);

  return {
    start,
    stop() {
      timers.clear(timer);
      channel?.close();
      globalThis.removeEventListener?.("pageshow", show);
    },
  };
}
