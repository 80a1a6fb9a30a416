import type { Clock, Timers } from "../../src/client/index.ts";
import type { WorldTime } from "./time.ts";

/** Someone's machine, which can sleep: its timers wait for it to wake up, and its monotonic clock stands still. */
export interface Machine {
  readonly clock: Clock;
  readonly timers: Timers;
  sleep(): void;
  /** Runs what became due. */
  wake(): void;
}

/** @param rate how fast its clock goes; 1 is right. Nothing of the protocol is measured by it. */
export function createMachine(time: WorldTime, rate: number): Machine {
  const startedAt = time.now();
  let sleptMs = 0;
  let asleepSince: number | undefined;
  const missed = new Set<() => void>();

  return {
    clock: { monotonicMs: () => ((asleepSince ?? time.now()) - startedAt - sleptMs) * rate },
    timers: {
      set(run, delayMs) {
        const due = (): void => {
          if (asleepSince === undefined) run();
          else missed.add(due);
        };
        const timer = time.timers.set(due, delayMs);
        return () => {
          time.timers.clear(timer);
          missed.delete(due);
        };
      },
      clear: (timer) => void (timer as (() => void) | undefined)?.(),
    },
    sleep() {
      asleepSince ??= time.now();
    },
    wake() {
      if (asleepSince === undefined) return;
      sleptMs += time.now() - asleepSince;
      asleepSince = undefined;
      const runs = [...missed];
      missed.clear();
      for (const run of runs) run();
    },
  };
}
