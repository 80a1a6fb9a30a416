import type { Every } from "./every.ts";

/** Asks for work that may be asked for much more often than it is done. */
export interface AtMostEvery {
  /** Does it at once, or once the interval is over; however often it is asked for until then, once. */
  ask(): void;
  /** Forgets what was asked for. */
  stop(): void;
}

/** Work that is done at most once an interval, and of which no asking is lost. */
export function atMostEvery(intervalMs: number, work: () => void, every: Every): AtMostEvery {
  let stopResting: (() => void) | undefined;
  let isAsked = false;

  function stop(): void {
    stopResting?.();
    stopResting = undefined;
    isAsked = false;
  }

  function wake(): void {
    if (isAsked) work();
    else stop();
    isAsked = false;
  }

  function ask(): void {
    if (stopResting !== undefined) {
      isAsked = true;
      return;
    }
    stopResting = every(intervalMs, wake);
    work();
  }

  return { ask, stop };
}
