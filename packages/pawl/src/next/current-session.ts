import type { CookieHeaders } from "../http/cookies.ts";
import { given, type Lazy } from "../http/lazy.ts";
import type { SessionReader } from "../http/read-session.ts";
import type { SessionFacts } from "../session/session.ts";

/**
 * The session whose cookie came with the request that is being rendered, or `undefined`; for server components, server
 * actions and whatever else has `headers()`.
 *
 * Guarantees that it only looks, as `pawl.readSession` does: a server component cannot set a cookie, so a token that was
 * exchanged there would be lost. `headers()` makes the page dynamic, which it must be: what depends on a session belongs
 * into no cache, so never call this inside of `"use cache"` or `unstable_cache`.
 *
 * `undefined` is not "logged out": see `readSession`. Wrap it in React's `cache` to read once a rendering.
 *
 * @param headers what `headers()` gives, awaited or not.
 * @throws StoreError when the store gives no answer: leave it to `error.tsx`, or to `guardPages` before.
 *
 * @example
 * export const session = cache(() => currentSession(pawl, headers()));
 */
export async function currentSession(
  pawl: Lazy<Pick<SessionReader, "readSession">>,
  headers: CookieHeaders | Promise<CookieHeaders>,
): Promise<SessionFacts | undefined> {
  // First of all: while a page is prerendered this never resolves, and Pawl must not be made then.
  const settled = await headers;
  return given(pawl).readSession(settled);
}
