import { SessionError } from "../protocol/errors.ts";

/** Runs work, so many at once, and lets so many wait. */
export type WorkQueue = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * A bounded pool with a bounded queue, so that a flood of logins costs memory and time that are known
 * beforehand (ASVS 15.1.3).
 *
 * @throws SessionError `overloaded` when the queue is full; the work is then never begun.
 */
export function createWorkQueue(limits: { readonly atOnce: number; readonly waiting: number }): WorkQueue {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (work) => {
    if (running >= limits.atOnce) {
      if (waiting.length >= limits.waiting) throw new SessionError("overloaded");
      // Whoever finishes hands its place over, so `running` does not change here.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
