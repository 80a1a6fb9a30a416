/**
 * Time that only moves forward. The client counts token lifetimes on it, never on the wall clock, which people
 * and batteries set an hour or a day wrong.
 *
 * May stand still while the machine sleeps: a token that is then believed fresh too long costs one 401 and one
 * refresh, nothing else.
 */
export interface Clock {
  /** Milliseconds since some fixed, meaningless instant. */
  monotonicMs(): number;
}

/** `setTimeout` and `clearTimeout`, as an argument. */
export interface Timers {
  /** Runs `run` once, `delayMs` milliseconds from now; the answer is for `clear`. */
  set(run: () => void, delayMs: number): unknown;
  /** Forgets a timer; one that has run, or is undefined, does no harm. */
  clear(timer: unknown): void;
}

export const systemClock: Clock = { monotonicMs: () => performance.now() };

export const systemTimers: Timers = {
  set: (run, delayMs) => setTimeout(run, delayMs),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout> | undefined),
};
