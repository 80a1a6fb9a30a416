/** A clock that stands still until it is moved. Hand `read` to whatever wants a clock. */
export interface FakeClock {
  /** Milliseconds since the epoch; may be set to anything. */
  now: number;
  readonly read: () => number;
  advance(ms: number): void;
}

/** A whole second, long after any real clock, so that a forgotten `Date.now()` shows. */
export const startOfTime: number = Date.UTC(2040, 0, 1, 12, 0, 0);

/**
 * A clock for `createPawl({ clock: clock.read })`: days pass in a test without waiting. It moves no timers.
 *
 * @param now where it stands, in milliseconds since the epoch; default `startOfTime`.
 */
export function fakeClock(now: number = startOfTime): FakeClock {
  const clock: FakeClock = {
    now,
    read: () => clock.now,
    advance: (ms) => {
      clock.now += ms;
    },
  };
  return clock;
}
