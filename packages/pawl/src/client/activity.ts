import type { Clock } from "./clock.ts";

/** What a user does with a page; all else that a page does, it does by itself (complaint 49). */
const acts = ["pointerdown", "keydown", "wheel", "touchmove", "click"];

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
    lastMs = monotonicMs();
    noticed();
  };
  const seen = (): void => {
    if (document.visibilityState === "visible") act();
  };
  for (const type of acts) addEventListener(type, act, { capture: true, passive: true });
  document.addEventListener("visibilitychange", seen);
  return {
    lastMs: () => lastMs,
    stop() {
      for (const type of acts) removeEventListener(type, act, { capture: true });
      document.removeEventListener("visibilitychange", seen);
    },
  };
}
