import type { Clock } from "./clock.ts";
import { isVisible, listen } from "./listen.ts";

/** What a user does with a page; all else that a page does, it does by itself (complaint 49). */
const acts = ["pointerdown", "keydown", "wheel", "touchmove", "click", "visibilitychange"];

/** When the user last did something here, and what to do when it happens. */
export interface Activity {
  /** On the monotonic clock. Opening the page, or coming back to it, counts. */
  lastMs(): number;
  stop(): void;
}

/** Notices what the user does; calls `noticed` each time, so that has to be cheap. */
export function watchActivity({ monotonicMs }: Clock, noticed: () => void): Activity {
  let lastMs = monotonicMs();
  const act = (): void => {
    // Leaving the page is no activity in it.
    if (!isVisible()) return;
    lastMs = monotonicMs();
    noticed();
  };
  return { lastMs: () => lastMs, stop: listen(globalThis, acts, act, true) };
}
