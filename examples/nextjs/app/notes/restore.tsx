"use client";

import { useRouter } from "next/navigation";
import { useSession } from "pawl/react";
import { useEffect, useState, useTransition } from "react";

/**
 * In place of a page that was rendered for nobody. A link on another site brings no `SameSite=Strict` cookie, so whether
 * anybody is signed in, only the browser can find out: then the server renders again, once, with the cookie; or this goes
 * to the login page. An ended session is told by `<SessionExpired>`.
 */
export function Restore() {
  const { status, state } = useSession();
  const router = useRouter();
  const [asked, setAsked] = useState(false);
  const [isRendering, startRendering] = useTransition();

  useEffect(() => {
    if (status === "signedIn" && !asked) {
      // Once: if the cookie does not come now, asking again and again would not bring it.
      setAsked(true);
      startRendering(() => router.refresh());
    }
    if (status === "signedOut") {
      location.replace(`/login?return_to=${encodeURIComponent(location.pathname + location.search)}`);
    }
  }, [status, asked, router]);

  const isOffline = state.status === "restoring" && state.offline;
  const isInVain = asked && !isRendering;
  return (
    <main>
      <p role="status">
        {isOffline
          ? "The server cannot be reached. This goes on by itself."
          : isInVain
            ? "You are signed in, but the cookie that says so does not reach this page."
            : "One moment…"}
      </p>
    </main>
  );
}
