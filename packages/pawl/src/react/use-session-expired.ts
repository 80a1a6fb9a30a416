import { useSyncExternalStore } from "react";
import { loginHref } from "./login-href.ts";
import { defaultTexts, type SessionExpiredText, type SessionExpiredTexts, textFor } from "./texts.ts";
import { useSession } from "./use-session.ts";

/** The options of `useSessionExpired`. */
export interface SessionExpiredOptions {
  /** The login page; it finds in `return_to` where to lead back to, and checks it with `safeReturnTo`. */
  loginUrl: string;
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
}

function subscribe(listener: () => void): () => void {
  const events = ["popstate", "hashchange"];
  for (const event of events) addEventListener(event, listener);
  return () => {
    for (const event of events) removeEventListener(event, listener);
  };
}

/** What `SessionExpired` is made of, without a look: for a dialog of your own. */
export function useSessionExpired({ loginUrl, texts }: SessionExpiredOptions): SessionExpiredView {
  const { state } = useSession();
  const place = useSyncExternalStore(
    subscribe,
    () => location.pathname + location.search + location.hash,
    () => "/",
  );
  const all = { ...defaultTexts, ...texts };
  return {
    ...textFor(state, all),
    open: state.status === "ended",
    loginHref: loginHref(loginUrl, place),
    loginText: all.login,
  };
}
