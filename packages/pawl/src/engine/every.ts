/**
 * Runs work again and again, the first time after the interval, until the function that is given back is called. Does not
 * keep the process alive, and does not catch what the work throws.
 */
export type Every = (intervalMs: number, work: () => void) => () => void;

/** The system's timer. */
export const every: Every = (intervalMs, work) => {
  const timer = setInterval(work, intervalMs).unref();
  return () => clearInterval(timer);
};
