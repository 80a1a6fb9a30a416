import { type Client, type ClientState, safeReturnTo } from "pawl/client";
import { useSession } from "pawl/react";
import { useEffect, useMemo, useState } from "react";
import type { Activity } from "./activity/activity.ts";
import { createDemoApi } from "./demo-api.ts";
import { DevicesPage } from "./pages/devices.tsx";
import { EndedPage } from "./pages/ended.tsx";
import { Interlude } from "./pages/interlude.tsx";
import { LoginPage } from "./pages/login.tsx";
import { NotFoundPage } from "./pages/not-found.tsx";
import { NotesPage } from "./pages/notes.tsx";
import { SessionPanel } from "./panel/session-panel.tsx";
import { navigate, usePlace } from "./router.tsx";
import { Shell } from "./shell.tsx";

/**
 * The page is a function of the client's state: without a session that the server has confirmed, nothing private is
 * in the document, whatever the address bar or the back button says.
 */
export function App({ activity }: { activity: Activity }) {
  const { client, state } = useSession();
  const place = usePlace();

  if (place.pathname === "/login") return <Login client={client} state={state} place={place} />;
  switch (state.status) {
    case "restoring":
      return <Interlude status={state.unreachable ? "The server does not answer. Trying again…" : ""} />;
    case "signedOut":
      return <ToLogin from={place} />;
    case "ended":
      return <EndedPage />;
    case "signedIn":
      // A session of its own for each: nothing of one user's pages is left when another logs in.
      return <Home key={state.session.sid} client={client} activity={activity} state={state} place={place} />;
  }
}

interface HomeProps {
  client: Client;
  activity: Activity;
  state: Extract<ClientState, { status: "signedIn" }>;
  place: URL;
}

function Home({ client, activity, state, place }: HomeProps) {
  const api = useMemo(() => createDemoApi(client, activity), [client, activity]);
  const [email, setEmail] = useState("");

  useEffect(() => {
    // The name in the corner is worth no error message: whatever is wrong shows where it matters.
    api.me().then(
      (me) => setEmail(me.email),
      () => undefined,
    );
  }, [api]);

  return (
    <Shell
      path={place.pathname}
      email={email}
      logout={() => void client.logout()}
      panel={<SessionPanel state={state} email={email} api={api} activity={activity} />}
    >
      <Page path={place.pathname} api={api} />
    </Shell>
  );
}

function Page({ path, api }: { path: string; api: ReturnType<typeof createDemoApi> }) {
  if (path === "/") return <NotesPage api={api} />;
  if (path === "/devices") return <DevicesPage api={api} />;
  return <NotFoundPage />;
}

/** Where the login page finds what to go back to. Never followed as it is; see `safeReturnTo`. */
function ToLogin({ from }: { from: URL }) {
  const returnTo = from.pathname + from.search + location.hash;
  useEffect(() => {
    navigate(returnTo === "/" ? "/login" : `/login?${new URLSearchParams({ return_to: returnTo })}`, {
      replace: true,
    });
  }, [returnTo]);
  return <Interlude />;
}

function Login({ client, state, place }: { client: Client; state: ClientState; place: URL }) {
  const returnTo = safeReturnTo(place.searchParams.get("return_to"));
  const { status } = state;
  useEffect(() => {
    if (status === "signedIn") navigate(returnTo, { replace: true });
  }, [status, returnTo]);

  if (status === "restoring" || status === "signedIn") return <Interlude />;
  return <LoginPage login={client.login} />;
}
