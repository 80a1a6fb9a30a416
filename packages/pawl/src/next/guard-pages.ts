import { given, type Lazy } from "../http/lazy.ts";
import { errorOf } from "../http/problem.ts";
import type { SessionReader } from "../http/read-session.ts";

/** Where `guardPages` sends visitors. */
export interface GuardPagesOptions {
  /** The path of the login page, as browsers see it, such as `/login`. */
  readonly loginUrl: string;
  /** The answer while the store gives none. Default a plain page, 503, with a link that tries again. */
  readonly unavailable?: ((request: Request) => Response | Promise<Response>) | undefined;
}

/**
 * A guard for `proxy.ts`: gives an answer where a page must not be rendered, and `undefined` where it may.
 *
 * - The session of the cookie has ended, for certain: to the login page, with `return_to`.
 * - The store gives no answer: 503. Nobody is sent to log in because a database is away.
 * - Everything else passes, a missing cookie too: a link on another site brings none (`SameSite=Strict`), and a miss is
 *   no logout. The page renders for nobody, and the client finds out who it is.
 *
 * Guarantees that it never rotates and sets no cookie; and that it cannot make a redirect loop: an end is final, and the
 * login page itself passes, with any query. Looks at GET and HEAD only. Does not replace the look in the page: a matcher
 * is easily too narrow.
 *
 * @example
 * export const proxy = guardPages(pawl, { loginUrl: "/login" });
 * export const config = { matcher: "/notes/:path*" };
 */
export function guardPages(
  pawl: Lazy<Pick<SessionReader, "readStanding">>,
  { loginUrl, unavailable = tryAgain }: GuardPagesOptions,
): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    const login = new URL(loginUrl, request.url);
    if (new URL(request.url).pathname === login.pathname) return undefined;
    try {
      const { kind } = await given(pawl).readStanding(request);
      return kind === "ended" ? redirect(login, request) : undefined;
    } catch (thrown) {
      if (errorOf(thrown).code !== "store_unavailable") throw thrown;
      return unavailable(request);
    }
  };
}

/** An absolute `Location`, since Next takes no other; it makes it relative again where the origin is the same. */
function redirect(login: URL, request: Request): Response {
  const { pathname, searchParams } = new URL(request.url);
  // Next's own, on requests for a part of a page.
  searchParams.delete("_rsc");
  const query = searchParams.size > 0 ? `?${searchParams}` : "";
  login.searchParams.set("return_to", pathname + query);
  return new Response(null, {
    status: 307,
    headers: { location: login.href, "cache-control": "no-store" },
  });
}

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Not available just now</title>
<h1>Not available just now</h1>
<p>This has nothing to do with your login. Please <a href="">try again</a> in a moment.</p>
</html>
`;

/** Without a script or a style, so that it passes under any Content-Security-Policy. */
function tryAgain(): Response {
  return new Response(page, {
    status: 503,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      "retry-after": "1",
      "x-content-type-options": "nosniff",
    },
  });
}
