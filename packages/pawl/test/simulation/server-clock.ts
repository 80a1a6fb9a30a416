import type { Chance } from "./chance.ts";
import type { WorldTime } from "./time.ts";

/** The clock of a server: wrong, and a little more so with time, until it is set again and jumps. */
export interface ServerClock {
  readonly read: () => number;
  jump(): void;
}

/** Far more than real ones: what these drift in hours has to happen in minutes. */
const maxDrift = 0.01;

/** @param skewMs the most that two such clocks may be apart. */
export function createServerClock(time: WorldTime, chance: Chance, skewMs: number): ServerClock {
  const most = skewMs / 2;
  const draw = () => ({
    setAt: time.now(),
    offsetMs: chance.between(-most, most),
    drift: chance.between(-maxDrift, maxDrift),
  });
  let current = draw();
  return {
    read() {
      const { setAt, offsetMs, drift } = current;
      const now = time.now();
      const wrongBy = offsetMs + drift * (now - setAt);
      return Math.round(now + Math.max(-most, Math.min(most, wrongBy)));
    },
    jump() {
      current = draw();
    },
  };
}
