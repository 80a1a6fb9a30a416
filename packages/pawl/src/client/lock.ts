import type { Timers } from "./clock.ts";
import { until } from "./until.ts";

/**
 * Runs one call at a time across the tabs of a browser. Correctness never depends on it (two refreshes at the same
 * time are answered with the same successor); it spares requests, and keeps answers that set the cookie in order.
 *
 * An implementation must call `run` once, within a bounded time whether or not it got its lock, and must not hold it
 * longer than `run` takes.
 *
 * @param run is told whether another tab held the lock before.
 */
export type Lock = <T>(run: (contended: boolean) => Promise<T>) => Promise<T>;

export const noLock: Lock = (run) => run(false);

/** A tab that was stopped while it holds the lock is waited for so long, and no longer (complaint 19). */
const longestWaitMs = 5000;

/** The browser's Web Locks; none where there are none, and outside browsers: Node has them too. */
export function webLocks(): LockManager | undefined {
  return globalThis.location && globalThis.navigator?.locks;
}

/**
 * A lock of this origin by this name. Held around one call, never while code of the app runs. Whoever cannot get it
 * in time, or at all (an opaque origin), goes on without.
 */
export function createLock(name: string, timers: Timers, locks: LockManager | undefined = webLocks()): Lock {
  if (!locks) return noLock;
  return async (run) => {
    let begun: ReturnType<typeof run> | undefined;
    // What was called once is never called again, whatever becomes of the lock.
    const go = (contended: boolean) => {
      begun ??= run(contended);
      return begun;
    };
    const waiting = new AbortController();
    const { signal } = waiting;
    const timer = timers.set(() => waiting.abort(), longestWaitMs);
    const held = async (): Promise<void> => {
      await locks.request(name, { ifAvailable: true }, (lock) => lock && go(false));
      if (!begun) await locks.request(name, { signal }, () => go(true));
    };
    // Its own failure is told below; and a browser that never answers (complaint 19) is not waited for either.
    await until(signal, held()).catch(() => undefined);
    timers.clear(timer);
    return go(true);
  };
}
