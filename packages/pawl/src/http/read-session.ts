import type { SessionStanding } from "../engine/standing-of.ts";
import { SessionError } from "../protocol/errors.ts";
import type { SessionFacts } from "../session/session.ts";
import { type CookieHeaders, type HostCookieName, readCookie } from "./cookies.ts";

/** A request, or its headers alone, as frameworks hand them to what renders a page. */
export type RequestLike = CookieHeaders | { readonly headers: CookieHeaders };

/**
 * Reads whose the refresh cookie of a request is, for what cannot answer with another cookie: pages that a server
 * renders, middleware, a proxy's subrequest.
 *
 * The rule that these verbs keep: never rotate where Set-Cookie cannot reach the browser. See docs/server-rendering.md.
 */
export interface SessionReader {
  /**
   * The session whose refresh cookie came with this request; `undefined` where none can be named.
   *
   * Guarantees that nothing changes: no rotation, no receipt, no activity, no revocation, no event, no cookie. One read
   * of the store, none without a cookie or with a forged one; a session that ended, anywhere, is never given. Does not
   * keep a session alive: only a refresh does, so the page must load the client.
   *
   * `undefined` is not "logged out": a navigation that comes from another site brings no `SameSite=Strict` cookie, and
   * two cookies of the name count as none. Render for nobody and let the client find out; do not send such a visitor to
   * the login page. Does not protect a change from other sites' forms either: guard changes by the access token.
   *
   * @throws StoreError when the store gives no answer: show that, not a login page.
   */
  readSession(request: RequestLike): Promise<SessionFacts | undefined>;
  /**
   * The same with what is known of the end: only "ended" is certain, and only then is a redirect to the login page right.
   *
   * @throws StoreError as `readSession`.
   */
  readStanding(request: RequestLike): Promise<SessionStanding>;
}

/** What a refresh token is looked up by. */
type StandingOf = (refreshToken: string) => Promise<SessionStanding>;

export function createSessionReader(standingOf: StandingOf, cookieName: HostCookieName): SessionReader {
  async function readStanding(request: RequestLike): Promise<SessionStanding> {
    // Asked for `get` and not for `headers`: some frameworks' headers have a member of that name, too.
    const token = cookieOf("get" in request ? request : request.headers, cookieName);
    return token === undefined ? { kind: "unknown" } : standingOf(token);
  }

  return {
    readStanding,
    readSession: async (request) => {
      const standing = await readStanding(request);
      return standing.kind === "live" ? standing.session : undefined;
    },
  };
}

/** A header that says nothing sure names nobody; `POST /refresh` tells the browser what is wrong, and clears it. */
function cookieOf(headers: CookieHeaders, name: HostCookieName): string | undefined {
  try {
    return readCookie({ headers }, name);
  } catch (thrown) {
    if (thrown instanceof SessionError) return undefined;
    throw thrown;
  }
}
