import type { ClientState } from "pawl/client";
import { useSyncExternalStore } from "react";
import type { Activity } from "../activity/activity.ts";
import type { DemoApi } from "../demo-api.ts";
import { useNow } from "../use-now.ts";
import { ActivityLog } from "./activity-log.tsx";
import { Experiments } from "./experiments.tsx";
import { Facts } from "./facts.tsx";
import { Lifetime } from "./lifetime.tsx";

interface SessionPanelProps {
  state: Extract<ClientState, { status: "signedIn" }>;
  email: string;
  api: DemoApi;
  activity: Activity;
}

/** What happens underneath while the user sees nothing of it. */
export function SessionPanel({ state, email, api, activity }: SessionPanelProps) {
  const now = useNow(250);
  const { entries, lastRefresh } = useSyncExternalStore(activity.subscribe, activity.snapshot);
  const turned = entries.findLast((entry) => entry.tone === "turned");

  return (
    <aside className="case" aria-labelledby="case-title">
      <h2 id="case-title">Underneath</h2>
      <p className="case-lead">
        What Pawl does meanwhile. The ring is the access token; the wheel, the refresh token.
      </p>
      <div className="case-top">
        <Lifetime
          generation={state.session.generation}
          // The access token's life is measured by a clock that nobody can set, not by the time of day.
          leftMs={state.receivedAtMs + state.expiresInMs - performance.now()}
          lifetimeMs={state.expiresInMs}
        />
        <Experiments api={api} />
      </div>
      <ActivityLog entries={entries} />
      <Facts email={email} session={state.session} lastRefresh={lastRefresh} now={now} />
      <p className="visually-hidden" role="status">
        {turned?.text}
      </p>
    </aside>
  );
}
