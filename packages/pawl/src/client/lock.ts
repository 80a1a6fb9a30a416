/**
 * Runs one call at a time across the tabs of a browser. A seam: by default it runs at once, since correctness never
 * depends on a lock (two refreshes at the same time are answered with the same successor).
 *
 * An implementation must call `run` within a bounded time whether or not it got its lock, and only once, and must
 * not hold it longer than `run` takes.
 */
export type Lock = <T>(run: () => Promise<T>) => Promise<T>;

export const noLock: Lock = (run) => run();

/** The calls of one tab that change the cookie, one after the other, so that the last answer is the newest. */
export interface Turns {
  /** Runs when all before it have settled. */
  takeTurn<T>(run: () => Promise<T>): Promise<T>;
  /** Makes those that come later wait for a call that has started already. */
  occupyTurn(call: Promise<unknown>): void;
}

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  const occupyTurn = (call: Promise<unknown>): void => {
    last = Promise.allSettled([last, call]);
  };
  return {
    occupyTurn,
    takeTurn(run) {
      const mine = last.then(run);
      occupyTurn(mine);
      return mine;
    },
  };
}
