/** `setTimeout` and `clearTimeout`, as an argument. */
export interface Timers {
  /** Runs `run` once, `delayMs` milliseconds from now; the answer is for `clear`. */
  set(run: () => void, delayMs: number): unknown;
  /** Forgets a timer; one that has run, or is undefined, does no harm. */
  clear(timer: unknown): void;
}

export const systemTimers: Timers = {
  set: (run, delayMs) => setTimeout(run, delayMs),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout> | undefined),
};
