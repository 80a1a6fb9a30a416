import { safeReturnTo } from "../client/return-to.ts";

/**
 * What a router hands to its functions about where the user wants to go: React Router a `request`, TanStack Router a
 * `location`. Only its address is read.
 */
export type Wanted =
  | { readonly request: { readonly url: string } }
  | { readonly location: { readonly href: string } };

export function urlOf(wanted: Wanted): URL {
  const address = "request" in wanted ? wanted.request.url : wanted.location.href;
  // A location is a path of this page's origin; where there is no page, of any.
  return new URL(address, globalThis.location?.origin ?? "http://localhost");
}

/**
 * Where a login page is to send the user: its own `return_to`, if that is a path of this origin, else `fallback` (C68,
 * ASVS 3.7.2). See `safeReturnTo`, which does the work.
 */
export function returnToOf(wanted: Wanted, fallback = "/"): string {
  return safeReturnTo(urlOf(wanted).searchParams.get("return_to"), fallback);
}
