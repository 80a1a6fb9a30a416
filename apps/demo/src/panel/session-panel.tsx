import type { ClientSession } from "pawl/client";
import { useSession } from "pawl/react";
import { useSyncExternalStore } from "react";
import type { Activity } from "../activity/activity.ts";
import type { DemoApi } from "../demo-api.ts";
import type { NetworkCut } from "../network-cut.ts";
import { useEventStream } from "../use-event-stream.ts";
import { useNow } from "../use-now.ts";
import { ActivityLog } from "./activity-log.tsx";
import { Endings } from "./endings.tsx";
import { Experiments } from "./experiments.tsx";
import { Facts } from "./facts.tsx";
import { Lifetime } from "./lifetime.tsx";

interface SessionPanelProps {
  session: ClientSession;
  email: string;
  api: DemoApi;
  activity: Activity;
  networkCut: NetworkCut;
}

/** What happens underneath while the user sees nothing of it. */
export function SessionPanel({ session, email, api, activity, networkCut }: SessionPanelProps) {
  const { client, state } = useSession();
  const now = useNow(250);
  const { entries, lastRefresh } = useSyncExternalStore(activity.subscribe, activity.snapshot);
  const stream = useEventStream(client);
  const turned = entries.findLast((entry) => entry.tone === "turned");
  // While the session has ended, the panel waits with the page, and there is no token.
  const { receivedAtMs, expiresInMs } =
    state.status === "signedIn" ? state : { receivedAtMs: 0, expiresInMs: 0 };

  return (
    <aside className="case" aria-labelledby="case-title" lang="en" dir="ltr">
      <h2 id="case-title">Underneath</h2>
      <p className="case-lead">The ring is the access token; the wheel, the refresh token.</p>
      <div className="case-top">
        <Lifetime
          generation={session.generation}
          // The access token's life is measured by a clock that nobody can set, not by the time of day.
          leftMs={receivedAtMs + expiresInMs - performance.now()}
          lifetimeMs={expiresInMs}
        />
        <Experiments api={api} networkCut={networkCut} />
      </div>
      <Endings api={api} refresh={client.refresh} />
      <ActivityLog entries={entries} />
      <Facts email={email} session={session} lastRefresh={lastRefresh} stream={stream} now={now} />
      <p className="visually-hidden" role="status">
        {turned?.text}
      </p>
    </aside>
  );
}
