import { type ReactNode, useId } from "react";
import type { DemoApi } from "../demo-api.ts";
import { useAction } from "../use-action.ts";

/** The three things to try, in the order in which they explain themselves. */
export function Experiments({ api }: { api: DemoApi }) {
  /** An expired token does nothing by itself: it is the next request that finds out. */
  const expireThenAsk = async () => {
    await api.expireAccessToken();
    await api.listNotes();
  };
  const expireThenAskFiveTimes = async () => {
    await api.expireAccessToken();
    await Promise.all(Array.from({ length: 5 }, () => api.listNotes()));
  };
  const revokeThenAsk = async () => {
    await api.revokeSession();
    await api.listNotes();
  };

  return (
    <ol className="experiments">
      <Experiment name="Expire the access token now" run={expireThenAsk}>
        The next request meets a 401. The client refreshes, asks again, and you notice nothing.
      </Experiment>
      <Experiment name="Fire five requests at once" run={expireThenAskFiveTimes}>
        With an expired token: five times 401, one refresh for all of them, five times 200.
      </Experiment>
      <Experiment name="Revoke this session from elsewhere" run={revokeThenAsk}>
        As your other device would. The next request finds out, and you are told why.
      </Experiment>
    </ol>
  );
}

interface ExperimentProps {
  /** What it does; the caption says what to look for. */
  name: string;
  run: () => Promise<void>;
  children: ReactNode;
}

function Experiment({ name, run, children }: ExperimentProps) {
  // What goes wrong is part of the show: the log beside it tells.
  const { start, running } = useAction(run);
  const id = useId();
  return (
    <li className="experiment">
      <button
        type="button"
        className="experiment-button"
        aria-describedby={id}
        aria-disabled={running}
        onClick={start}
      >
        {name}
      </button>
      <p className="experiment-caption" id={id}>
        {children}
      </p>
    </li>
  );
}
