import type { Timers } from "../../../src/verify/revocations/timers.ts";

/** Timers that go off when the test says so. */
export interface HandTimers extends Timers {
  /** Delays of those that run, in the order in which they were set. */
  readonly running: () => number[];
  /** Sets off those that wait for exactly so long. */
  fire(delayMs: number): void;
}

export function handTimers(): HandTimers {
  const timers = new Set<{ readonly run: () => void; readonly delayMs: number }>();
  return {
    set(run, delayMs) {
      const timer = { run, delayMs };
      timers.add(timer);
      return timer;
    },
    clear: (timer) => void timers.delete(timer as { run: () => void; delayMs: number }),
    running: () => [...timers].map(({ delayMs }) => delayMs),
    fire(delayMs) {
      for (const timer of [...timers]) {
        if (timer.delayMs !== delayMs) continue;
        timers.delete(timer);
        timer.run();
      }
    },
  };
}
