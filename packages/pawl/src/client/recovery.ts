import { backoffMs, believedMs } from "./backoff.ts";
import type { Core } from "./core.ts";
import type { UnavailableError } from "./errors.ts";
import { listen } from "./listen.ts";
import { ownerOf } from "./state.ts";

/** Brings the client back after the auth server could not be reached. One loop a tab, and one tab tries for all. */
export interface Recovery {
  /** An attempt got no answer: says so in the state, and plans the next one. */
  failed(this: void, error: UnavailableError): void;
  /** Another tab's attempt got none, and it will try again in so long: this one waits a little longer. */
  heard(this: void, retryInMs: unknown, quietMs: unknown): void;
  /** Tries now, or nearly: the network or the user is back. Not before the server wants to be asked again. */
  wake(this: void): void;
}

/** Whoever wakes at one event (a network that is back, a told change) asks within this time, not all at once. */
export const spreadMs = 300;

/** Tabs that stand in for another one, in case it was closed, do so one after the other. */
const standInMs = 1500;

/** A call may ask again after so long, whatever the loop does: a person may be waiting for it. */
const longestQuietMs = 3000;

export function createRecovery(core: Core, attempt: () => void): Recovery {
  const { state, timers, clock, random, channel } = core;
  let timer: unknown;
  let failures = 0;
  /** Whether the server itself asked to be left alone. */
  let asked = false;
  const turn = ({ type }: { readonly type: string }): void => {
    core.left = type === "pagehide";
  };
  // Captured, so that whoever else is told finds it known.
  core.stops.push(listen(globalThis, ["pagehide", "pageshow"], turn, true), () => timers.clear(timer));

  function plan(delayMs: number, quietMs = 0): void {
    timers.clear(timer);
    core.quietUntilMs = clock.monotonicMs() + quietMs;
    timer = timers.set(() => {
      timer = undefined;
      const now = state.get();
      // A call of the app may have found the answer in the meantime.
      if ("offline" in now && now.offline) attempt();
    }, delayMs);
  }

  return {
    failed({ retryAfterMs, status }) {
      const before = state.get();
      // A page that is left breaks its own requests off, which says nothing about the server. Whose page is nobody's has
      // nothing to come back to.
      if (core.closed || core.left || !("offline" in before)) return;
      if (!before.offline) failures = 0;
      // Without an answer of its own, this is what another tab told, and planned already.
      if (status || !retryAfterMs) {
        asked = !!retryAfterMs;
        const delayMs = backoffMs(failures++, random, retryAfterMs);
        // Known before anyone is told.
        const quietMs = Math.max(retryAfterMs ?? 0, Math.min(delayMs, longestQuietMs));
        plan(delayMs, quietMs);
        channel?.post({ v: 1, kind: "unavailable", retryInMs: delayMs, quietMs });
      }
      if (!before.offline) state.set({ ...before, offline: true });
    },
    heard(retryInMs, quiet) {
      const now = state.get();
      const delayMs = believedMs(retryInMs);
      const quietMs = believedMs(quiet);
      // Who is still to make its first attempt makes it.
      if (!delayMs || !("offline" in now) || !(now.offline || ownerOf(now))) return;
      asked = quietMs > longestQuietMs;
      // The attempt itself takes its time, too.
      plan(delayMs + core.refreshTimeoutMs + random() * standInMs, quietMs);
    },
    wake() {
      if (timer !== undefined && !asked) plan(random() * spreadMs);
    },
  };
}
