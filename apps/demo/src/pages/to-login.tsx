import { type Client, safeReturnTo } from "pawl/client";
import { useSession } from "pawl/react";
import { type ReactNode, useEffect } from "react";
import { guestLogin } from "../demo-logins.ts";
import { navigate } from "../router.tsx";
import { Interlude } from "./interlude.tsx";
import { LoginPage } from "./login.tsx";

/** Where the login page finds what to go back to. Never followed as it is; see `safeReturnTo`. */
export function ToLogin({ from }: { from: URL }) {
  const returnTo = from.pathname + from.search + location.hash;
  useEffect(() => {
    navigate(returnTo === "/" ? "/login" : `/login?${new URLSearchParams({ return_to: returnTo })}`, {
      replace: true,
    });
  }, [returnTo]);
  return <Interlude />;
}

/** The login page, and the way back from it. With `?switch`, also for who is logged in: as somebody else. */
export function Login({ place, notice }: { place: URL; notice: ReactNode }) {
  const { client, status } = useSession();
  const returnTo = safeReturnTo(place.searchParams.get("return_to"));
  const switching = place.searchParams.has("switch");
  const isDone = status === "signedIn" && !switching;
  useEffect(() => {
    if (isDone) navigate(returnTo, { replace: true });
  }, [isDone, returnTo]);

  if (status === "restoring" || isDone) return <Interlude>{notice}</Interlude>;
  const login: Client["login"] = async (credentials) => {
    const session = await client.login(credentials);
    navigate(returnTo, { replace: true });
    return session;
  };
  return <LoginPage login={login} demoLogin={switching ? guestLogin : undefined} />;
}
