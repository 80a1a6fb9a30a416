import type { Client } from "../client/index.ts";

/**
 * Calls `listener` whenever the page has become somebody else's: after a login, a logout, another user's login. For
 * what has to look again then (a router's `revalidate` or `invalidate`), or to forget (a query cache). Until the
 * returned function is called.
 *
 * Not called for the first answer at page load, nor for a refresh, nor when a session has ended or its user is back:
 * the page is still theirs.
 */
export function watchUser(client: Client, listener: () => void): () => void {
  let before: string | undefined;
  const look = (): void => {
    const { state } = client;
    if (state.status === "restoring" || state.status === "ended") return;
    const now = state.status === "signedIn" ? state.session.subject : "";
    const changed = before !== undefined && now !== before;
    before = now;
    if (changed) listener();
  };
  look();
  return client.subscribe(look);
}
