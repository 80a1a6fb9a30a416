import { SessionError } from "../protocol/errors.ts";

/** `__Host-Http-…`, or at least `__Host-…`: only such a name makes a browser insist on the attributes. */
export type HostCookieName = `__Host-${string}`;

/** What is needed of a request's headers: `Headers`, or what a framework has in its place. */
export interface CookieHeaders {
  get(name: string): string | null;
}

/** RFC 9110 caps nothing; Node caps all headers at 16 KiB. */
const maxCookieHeaderLength = 16 * 1024;
/**
 * The value of a cookie, or `undefined` if there is none or an empty one. Linear, and no name in it touches an
 * object. The value is as it came; it may be anything.
 *
 * @throws SessionError `duplicate_cookie` if the name comes twice: one of them was planted or left over, and no
 * order says which (ASVS 15.3.7). `invalid_request` for a header too long to read: what is in it nobody knows, so
 * the answer must not be that no cookie came.
 */
export function readCookie(request: { readonly headers: CookieHeaders }, name: string): string | undefined {
  const header = request.headers.get("cookie");
  if (header === null) return undefined;
  if (header.length > maxCookieHeaderLength) {
    throw new SessionError("invalid_request", { detail: "The Cookie header is larger than 16 KiB." });
  }
  let found: string | undefined;
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    if (equals < 0 || pair.slice(0, equals).trim() !== name) continue;
    if (found !== undefined) throw new SessionError("duplicate_cookie");
    found = pair.slice(equals + 1).trim();
  }
  return found === "" ? undefined : found;
}

/**
 * The refresh-token cookie as a browser must keep it: Secure, HttpOnly, SameSite=Strict, Path=/ and no Domain
 * (ASVS 3.3.1–3.3.4).
 *
 * @param maxAgeSeconds until the session ends; `undefined` for a cookie that ends with the browser session.
 */
export function writeCookie(name: HostCookieName, value: string, maxAgeSeconds: number | undefined): string {
  const age = maxAgeSeconds === undefined ? "" : `; Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}`;
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Strict${age}`;
}

/** Deletes it: the same attributes, no value, no time. */
export function clearCookie(name: HostCookieName): string {
  return writeCookie(name, "", 0);
}
