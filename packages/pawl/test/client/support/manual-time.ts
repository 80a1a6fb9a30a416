import type { Clock, Timers } from "../../../src/client/index.ts";

/** A monotonic clock and its timers, both moved by hand. */
export interface ManualTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Lets that much time pass; each timer due on the way runs, and what it starts goes as far as it can. */
  advance(ms: number): Promise<void>;
  /** Delays of the timers now waiting, soonest first. */
  pending(): number[];
}

/** Lets everything run that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let round = 0; round < 5; round++) await new Promise((resume) => setImmediate(resume));
}

export function manualTime(startMs = 5000): ManualTime {
  let nowMs = startMs;
  let nextId = 0;
  const waiting = new Map<number, { readonly atMs: number; readonly run: () => void }>();
  const soonest = () => [...waiting].sort(([, a], [, b]) => a.atMs - b.atMs)[0];

  return {
    clock: { monotonicMs: () => nowMs },
    timers: {
      set(run, delayMs) {
        const id = ++nextId;
        waiting.set(id, { atMs: nowMs + delayMs, run });
        return id;
      },
      clear: (timer) => void waiting.delete(timer as number),
    },
    async advance(ms) {
      await settled();
      const untilMs = nowMs + ms;
      for (let next = soonest(); next && next[1].atMs <= untilMs; next = soonest()) {
        const [id, { atMs, run }] = next;
        waiting.delete(id);
        nowMs = atMs;
        run();
        await settled();
      }
      nowMs = untilMs;
      await settled();
    },
    pending: () => [...waiting.values()].map(({ atMs }) => atMs - nowMs).sort((a, b) => a - b),
  };
}
