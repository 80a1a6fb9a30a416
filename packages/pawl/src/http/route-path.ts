import { routes } from "../protocol/names.ts";

/** Where the handler is. */
export interface Mount {
  /** `""`, or a path without a slash at its end. */
  readonly basePath: string;
  readonly issuer: string;
}

/**
 * The path below the mount, or `""`, which no route has. One document has a second address, outside of the mount, which is
 * where clients look for it (RFC 8414 §3.1); whether such requests come here is for the app to say.
 */
export function routePath({ basePath, issuer }: Mount, url: string): string {
  const { pathname } = new URL(url);
  if (pathname.startsWith(wellKnown) && pathname === wellKnownPath(issuer)) return wellKnown;
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : "";
}

const wellKnown = routes.authorizationServer;

/** Inserted between the host and the path of the issuer. */
function wellKnownPath(issuer: string): string {
  const { pathname } = new URL(issuer);
  return pathname === "/" ? wellKnown : wellKnown + pathname;
}
