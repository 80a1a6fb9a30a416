import { type ReactNode, useId } from "react";
import type { DemoApi } from "../demo-api.ts";
import type { NetworkCut } from "../network-cut.ts";
import { useAction } from "../use-action.ts";

/** As the server cuts it; see server/network-cut.ts. */
const cutMs = 20_000;

/** The three things to try, in the order in which they explain themselves. */
export function Experiments({ api, networkCut }: { api: DemoApi; networkCut: NetworkCut }) {
  /** An expired token does nothing by itself: it is the next request that finds out. */
  const expireThenAsk = async () => {
    await api.expireAccessToken();
    await api.listNotes();
  };
  const expireThenAskFiveTimes = async () => {
    await api.expireAccessToken();
    await Promise.all(Array.from({ length: 5 }, () => api.listNotes()));
  };
  const cut = async () => {
    await api.cutNetwork();
    networkCut.begin(cutMs);
  };

  return (
    <ol className="experiments">
      <Experiment name="Expire the access token now" run={expireThenAsk}>
        The next request meets a 401. The client refreshes, asks again, and you notice nothing.
      </Experiment>
      <Experiment name="Fire five requests at once" run={expireThenAskFiveTimes}>
        With an expired token: five times 401, one refresh for all of them, five times 200.
      </Experiment>
      <Experiment name="Cut the network for 20 s" run={cut}>
        In all tabs of this browser. They say so, keep what you write, and heal by themselves.
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
