import { useState } from "react";
import { failureText } from "./failure-text.ts";
import { useTexts } from "./language/language.ts";

export interface Action {
  /** Starts it, unless it is running. */
  start: () => void;
  running: boolean;
  /** What to tell the user when it failed; empty when it did not. */
  failure: string;
}

/** An asynchronous action behind a button: not twice at once, and never an unhandled rejection. */
export function useAction(action: () => Promise<unknown>): Action {
  const texts = useTexts();
  const [running, setRunning] = useState(false);
  const [failed, setFailed] = useState<{ readonly error: unknown }>();

  const run = async () => {
    setRunning(true);
    setFailed(undefined);
    try {
      await action();
    } catch (error) {
      setFailed({ error });
    }
    setRunning(false);
  };

  return {
    running,
    failure: failed ? failureText(failed.error, texts) : "",
    start: () => {
      if (!running) void run();
    },
  };
}
