import type { Client, ClientSession } from "../client/index.ts";
import { loginHref } from "./login-href.ts";
import { urlOf, type Wanted } from "./wanted.ts";

/** The options of `sessionGuard`. */
export interface SessionGuardOptions {
  /** The login page: a path of this site, or a URL. Finds in `return_to` what was wanted; see `returnToOf`. */
  loginUrl: string;
  /** Makes what the router takes for a redirect when it is thrown: its own `redirect`, or a function around it. */
  redirect: (href: string) => unknown;
  /**
   * What becomes of a user whose session has ended. Default `pass`: the page is shown as it is without a session, and
   * `SessionExpired` tells the user over it. `redirect`: to the login, without a word.
   */
  whenEnded?: "pass" | "redirect" | undefined;
}

/** Waits until it is known who the user is. Resolves with the session; with none where the page is to show that. */
export type SessionGuard = (wanted: Wanted) => Promise<ClientSession | undefined>;

const pageOf = ({ origin, pathname }: URL): string => origin + pathname;

/**
 * A guard for the routes that need a session, to be called in a loader or a middleware of React Router, or in
 * `beforeLoad` of TanStack Router.
 *
 * Guarantees that nobody is sent to the login before the server has said that there is no session: while it cannot be
 * reached, the navigation waits. Never redirects from the login page itself.
 *
 * Protects nothing by itself: what must not be seen must not be sent by the server.
 */
export function sessionGuard(
  client: Client,
  { loginUrl, redirect, whenEnded = "pass" }: SessionGuardOptions,
): SessionGuard {
  return async (wanted) => {
    const url = urlOf(wanted);
    const state = await client.settled();
    if (state.status === "signedIn") return state.session;
    const isThere = pageOf(new URL(loginUrl, url)) === pageOf(url);
    if (isThere || (state.status === "ended" && whenEnded === "pass")) return undefined;
    throw redirect(loginHref(loginUrl, url.href.slice(url.origin.length)));
  };
}
