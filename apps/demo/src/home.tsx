import type { ClientSession } from "pawl/client";
import { useSession } from "pawl/react";
import type { ReactNode } from "react";
import type { Activity } from "./activity/activity.ts";
import type { DemoApi } from "./demo-api.ts";
import type { NetworkCut } from "./network-cut.ts";
import { DevicesPage } from "./pages/devices.tsx";
import { NotFoundPage } from "./pages/not-found.tsx";
import { NotesPage } from "./pages/notes.tsx";
import { SessionPanel } from "./panel/session-panel.tsx";
import { Shell } from "./shell.tsx";

interface HomeProps {
  path: string;
  session: ClientSession;
  email: string;
  api: DemoApi;
  activity: Activity;
  networkCut: NetworkCut;
  notice: ReactNode;
}

/** The app of whoever is logged in, beside what goes on underneath it. */
export function Home({ path, email, api, notice, ...panel }: HomeProps) {
  const { client } = useSession();
  return (
    <Shell
      path={path}
      email={email}
      logout={() => void client.logout()}
      notice={notice}
      panel={<SessionPanel {...panel} email={email} api={api} />}
    >
      <Page path={path} api={api} />
    </Shell>
  );
}

function Page({ path, api }: { path: string; api: DemoApi }) {
  if (path === "/") return <NotesPage api={api} />;
  if (path === "/devices") return <DevicesPage />;
  return <NotFoundPage />;
}
