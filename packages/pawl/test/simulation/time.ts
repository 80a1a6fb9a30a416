import type { Timers } from "../../src/client/index.ts";
import { startOfTime } from "../support/clock.ts";

/**
 * The time of a simulated world, in which seconds are what they are in production, and pass faster.
 *
 * It moves by one tick in a turn of the event loop, and no more, whatever the real clock says; and it waits for what is
 * being worked on. So a machine that is slow or stalls makes the world slow, and never breaks what the protocol assumes of
 * it: a timer that is due before an answer comes has run before.
 */
export interface WorldTime {
  /** Milliseconds since the epoch. */
  now(): number;
  readonly timers: Timers;
  /** Resolves after so many milliseconds. */
  pass(ms: number): Promise<void>;
  /** Something is being done that is to take no time here; until the answer is called, or for as long as time can wait. */
  hold(): () => void;
  /** Begins time. Until then it stands still. */
  start(): void;
  /** Ends time: nothing that waits will happen. */
  stop(): void;
}

/** The longest that anything here is late. */
export const tickMs = 80;
/** Turns of the event loop that time waits for one thing: some of them wait for time. */
const patienceTurns = 12;

export function createTime(): WorldTime {
  let tick = 0;
  let turn = 0;
  let stopped = false;
  const due = new Map<number, Set<() => void>>();
  /** The turns in which waiting ends, by what is waited for. */
  const holds = new Map<object, number>();
  const now = () => startOfTime + tick * tickMs;

  function takeTurn(): void {
    turn++;
    for (const [held, lastTurn] of holds) if (lastTurn < turn) holds.delete(held);
    if (holds.size === 0) move();
    if (!stopped) setTimeout(takeTurn, 1);
  }

  function move(): void {
    tick++;
    const runs = due.get(tick) ?? [];
    due.delete(tick);
    for (const run of runs) run();
  }

  const timers: Timers = {
    set(run, delayMs) {
      // A function of its own, so that one function may wait twice.
      const once = (): void => run();
      const at = tick + Math.max(1, Math.ceil(delayMs / tickMs));
      const others = due.get(at) ?? new Set();
      due.set(at, others.add(once));
      return () => others.delete(once);
    },
    clear: (timer) => void (timer as (() => void) | undefined)?.(),
  };

  return {
    now,
    timers,
    pass: (ms) => new Promise((done) => timers.set(done, ms)),
    hold() {
      const held = {};
      holds.set(held, turn + patienceTurns);
      return () => void holds.delete(held);
    },
    start: takeTurn,
    stop() {
      stopped = true;
      due.clear();
    },
  };
}
