import { useState } from "react";
import { failureText } from "./failure-text.ts";

export interface Action {
  /** Starts it, unless it is running. */
  start: () => void;
  running: boolean;
  /** What to tell the user when it failed; empty when it did not. */
  failure: string;
}

/** An asynchronous action behind a button: not twice at once, and never an unhandled rejection. */
export function useAction(action: () => Promise<void>): Action {
  const [state, setState] = useState({ running: false, failure: "" });

  const run = async () => {
    setState({ running: true, failure: "" });
    try {
      await action();
      setState({ running: false, failure: "" });
    } catch (error) {
      setState({ running: false, failure: failureText(error) });
    }
  };

  return {
    ...state,
    start: () => {
      if (!state.running) void run();
    },
  };
}
