import { type BatchParts, sweepInBatches } from "./sweep-in-batches.ts";

/** Removes what ended long ago, while the server runs. */
export interface Sweeper {
  /** Starts no further batch, and resolves once the one under way is done. */
  stop(): Promise<void>;
}

export interface SweeperParts extends Omit<BatchParts, "onBatch"> {
  /** Milliseconds from the end of one sweep to the beginning of the next. */
  readonly everyMs: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Sweeps again and again, each time until nothing is left or its limit is reached; a sweep never begins before the last
 * one ended. A batch that fails is reported and the rest left to the next sweep. Does not keep the process alive.
 */
export function startSweeper({ everyMs, onError, ...batches }: SweeperParts): Sweeper {
  let stopped = false;
  let sweeping = Promise.resolve();
  let timer = schedule();

  function schedule(): NodeJS.Timeout {
    const next = setTimeout(() => {
      sweeping = sweepAll().then(() => {
        if (!stopped) timer = schedule();
      });
    }, everyMs);
    return next.unref();
  }

  async function sweepAll(): Promise<void> {
    try {
      await sweepInBatches({ ...batches, onBatch: () => !stopped });
    } catch (error) {
      onError(error);
    }
  }

  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return sweeping;
    },
  };
}
