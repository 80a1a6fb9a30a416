/** Nothing here is ever fetched: it only gives the parser an origin to leave. */
const anywhere = "http://return-to.invalid";

/** A single slash at the front. Encoded ones are refused there too: some servers decode before they redirect. */
const path = /^\/(?![/\\]|%2f|%5c)/i;

/**
 * Where to send the user after login: `value`, if it is an absolute path on this origin, else `fallback` (C68, ASVS
 * 3.7.2, RFC 9700 §4.11).
 *
 * Guarantees that the answer, used as a URL on any page of this origin, stays on this origin: it is the path that the
 * URL parser made of `value`, never `value` itself. Takes any value, since it usually comes from the address bar.
 * Does not check that the path exists, nor `fallback`, which is the app's own.
 */
export function safeReturnTo(value: unknown, fallback = "/"): string {
  if (typeof value !== "string" || !path.test(value)) return fallback;
  try {
    const { origin, pathname, search, hash } = new URL(value, anywhere);
    // Looked at again: the parser drops tabs and newlines, and makes "//evil" of "/.//evil".
    if (origin === anywhere && path.test(pathname)) return pathname + search + hash;
  } catch {
    // Not a URL, whatever it is.
  }
  return fallback;
}
