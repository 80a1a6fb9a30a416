import type { Handler } from "../http/handler.ts";
import { given, type Lazy } from "../http/lazy.ts";

/** What a `route.ts` exports. */
export interface PawlRoutes {
  readonly GET: Handler;
  readonly HEAD: Handler;
  readonly POST: Handler;
  readonly DELETE: Handler;
  readonly OPTIONS: Handler;
}

/**
 * All routes of Pawl, for `app/auth/[...pawl]/route.ts`: the folder is the path of the issuer. The only place of a
 * Next.js app where a refresh token is exchanged, and every answer of it can set the cookie.
 *
 * @param pawl or a function that gives it, called at the first request.
 *
 * @example
 * export const { GET, HEAD, POST, DELETE, OPTIONS } = pawlRoutes(() => pawl());
 */
export function pawlRoutes(pawl: Lazy<{ readonly handler: Handler }>): PawlRoutes {
  const handle: Handler = (request) => given(pawl).handler(request);
  return { GET: handle, HEAD: handle, POST: handle, DELETE: handle, OPTIONS: handle };
}
