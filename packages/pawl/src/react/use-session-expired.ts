import { useSyncExternalStore } from "react";
import type { Client } from "../client/index.ts";
import { listen } from "../client/listen.ts";
import { loginHref } from "../router/login-href.ts";
import { defaultTexts, type SessionExpiredText, type SessionExpiredTexts } from "./texts.ts";
import { useSession } from "./use-session.ts";

/** The options of `useSessionExpired`. */
export interface SessionExpiredOptions {
  /** The login page; it finds in `return_to` where to lead back to, and checks it with `safeReturnTo`. */
  loginUrl: string;
  /**
   * Where the login page opens. Default: in place of this page. `_blank` leaves this page as it is, and it goes on
   * by itself once the same user has logged in there.
   */
  target?: string | undefined;
  /** Replaces texts, one by one; for translation. */
  texts?: Partial<SessionExpiredTexts> | undefined;
}

/** What there is to say when a session has ended. */
export interface SessionExpiredView extends SessionExpiredText {
  /** Whether a session has ended and nobody has logged in since. */
  readonly open: boolean;
  /** The login page, with `return_to` of where the user is. */
  readonly loginHref: string;
  readonly loginText: string;
  /** Logs in here and now; the client's own, with its errors. What waited for the same user goes on then. */
  readonly login: Client["login"];
}

/** Told of fragments too, in all browsers. */
const subscribe = (listener: () => void): (() => void) => listen(globalThis, ["popstate"], listener);

/** What `SessionExpired` is made of, without a look: for a dialog of your own. */
export function useSessionExpired({ loginUrl, target, texts }: SessionExpiredOptions): SessionExpiredView {
  const { state, client } = useSession();
  const place = useSyncExternalStore(
    subscribe,
    () => location.pathname + location.search + location.hash,
    () => "/",
  );
  const all = { ...defaultTexts, ...texts };
  const open = state.status === "ended";
  return {
    // None where the server gave no reason, or one that is newer than the texts.
    ...((open && state.reason && all[state.reason]) || all.unknown),
    open,
    loginHref: loginHref(loginUrl, place),
    loginText: target === "_blank" ? all.loginInNewTab : all.login,
    login: client.login,
  };
}
