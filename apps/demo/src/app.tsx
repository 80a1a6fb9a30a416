import type { EndReason } from "pawl/client";
import { InactivityWarning, SessionExpired, SignedIn, useSession } from "pawl/react";
import { type ReactNode, useMemo } from "react";
import type { Activity } from "./activity/activity.ts";
import { createDemoApi } from "./demo-api.ts";
import { Home } from "./home.tsx";
import { useTexts } from "./language/language.ts";
import type { NetworkCut } from "./network-cut.ts";
import { OfflineNotice } from "./offline-notice.tsx";
import { EndedPage } from "./pages/ended.tsx";
import { Interlude } from "./pages/interlude.tsx";
import { LoginHere } from "./pages/login-here.tsx";
import { Login, ToLogin } from "./pages/to-login.tsx";
import { usePlace } from "./router.tsx";
import { useEmail } from "./use-email.ts";

interface AppProps {
  activity: Activity;
  networkCut: NetworkCut;
}

/**
 * The page is a function of the client's state: without a session that the server has confirmed, nothing private is
 * to be seen, whatever the address bar or the back button says.
 */
export function App({ activity, networkCut }: AppProps) {
  const { client } = useSession();
  const place = usePlace();
  const api = useMemo(() => createDemoApi(client, activity), [client, activity]);
  const email = useEmail(api);
  const notice = <OfflineNotice networkCut={networkCut} />;

  if (place.pathname === "/login") return <Login place={place} notice={notice} />;
  return (
    <>
      {/* Kept while the session has ended: who logs in again finds the half-written note. */}
      <SignedIn keep>
        {(session) => (
          <Home {...{ session, api, activity, networkCut, email, notice }} path={place.pathname} />
        )}
      </SignedIn>
      <InItsPlace place={place} notice={notice} />
      <Dialogs email={email} />
    </>
  );
}

/** What is shown while a user's page cannot be. */
function InItsPlace({ place, notice }: { place: URL; notice: ReactNode }) {
  const { status } = useSession();
  switch (status) {
    case "restoring":
      return <Interlude>{notice}</Interlude>;
    case "signedOut":
      return <ToLogin from={place} />;
    case "ended":
      return <EndedPage />;
    case "signedIn":
      return null;
  }
}

/** Ends after which the next login may be somebody else's: it is a matter for the login page. */
const notHere: readonly (EndReason | undefined)[] = [
  "logged_out",
  "logged_out_elsewhere",
  "replaced_by_login",
  "user_disabled",
];

function Dialogs({ email }: { email: string }) {
  const { state } = useSession();
  const texts = useTexts();
  const isHere = state.status === "ended" && !notHere.includes(state.reason);
  return (
    <>
      <InactivityWarning texts={texts.inactivityWarning} />
      <SessionExpired loginUrl="/login" texts={texts.sessionExpired}>
        {isHere ? (view) => <LoginHere {...view} email={email} /> : undefined}
      </SessionExpired>
    </>
  );
}
