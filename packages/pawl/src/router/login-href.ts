import { safeReturnTo } from "../client/return-to.ts";

/**
 * The login page's address, with where the user is as `return_to`: a path of this origin, never a whole URL. Keeps the
 * query and fragment that `loginUrl` may have.
 */
export function loginHref(loginUrl: string, place: string): string {
  const joint = /^[^#]*\?/.test(loginUrl) ? "&" : "?";
  const query = `${joint}return_to=${encodeURIComponent(safeReturnTo(place))}`;
  return loginUrl.replace(/(#.*)?$/, (fragment) => query + fragment);
}
