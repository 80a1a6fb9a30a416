import { setImmediate as nextTurn } from "node:timers/promises";
import type { Every } from "../../src/engine/every.ts";

/** Timers that go off when the test says so. */
export interface HandTimer {
  readonly every: Every;
  /** Intervals of those that run. */
  readonly running: () => number[];
  /** Lets each go off once, and what it starts come to its end. */
  turn(): Promise<void>;
}

export function handTimer(): HandTimer {
  const running = new Set<{ readonly intervalMs: number; readonly work: () => void }>();
  return {
    every: (intervalMs, work) => {
      const timer = { intervalMs, work };
      running.add(timer);
      return () => void running.delete(timer);
    },
    running: () => [...running].map(({ intervalMs }) => intervalMs),
    turn: async () => {
      for (const { work } of [...running]) work();
      // Stores in memory answer within microtasks.
      await nextTurn();
    },
  };
}
