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
    // Keeps nothing of what they came to: there are tokens among it.
    last = Promise.allSettled([last, call]).then(() => undefined);
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
