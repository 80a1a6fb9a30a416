import { safeReturnTo } from "../client/index.ts";

/**
 * The login page's address, with where the user is as `return_to`: a path of this origin, never a whole URL. Keeps the
 * query and fragment that `loginUrl` may have.
 */
export function loginHref(loginUrl: string, place: string): string {
  const [page = "", ...fragment] = loginUrl.split("#");
  const returnTo = encodeURIComponent(safeReturnTo(place));
  return [`${page}${page.includes("?") ? "&" : "?"}return_to=${returnTo}`, ...fragment].join("#");
}
