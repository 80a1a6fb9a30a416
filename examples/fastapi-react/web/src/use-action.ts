import { useState } from "react";

export interface Action {
  /** Starts it, unless it is running. */
  readonly start: () => void;
  readonly running: boolean;
  /** What it failed with the last time. */
  readonly error: unknown;
  /** Forgets what it failed with. */
  readonly forget: () => void;
}

/** An asynchronous action behind a button: not twice at once, and never an unhandled rejection. */
export function useAction(action: () => Promise<unknown>): Action {
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<unknown>();

  const run = async () => {
    setRunning(true);
    setError(undefined);
    await action().catch(setError);
    setRunning(false);
  };

  return {
    ...{ running, error },
    start: () => {
      if (!running) void run();
    },
    forget: () => setError(undefined),
  };
}
