import { createJar } from "../../simulation/jar.ts";

/** Node's `fetch` as the pages of one browser have it: with a cookie jar, from a page of the given origin. */
export function jarFetch(origin: string): typeof fetch {
  const jar = createJar(() => undefined);
  return async (input, init) => {
    const request = new Request(input, init);
    request.headers.set("origin", origin);
    if (jar.cookie !== undefined && new URL(request.url).pathname.startsWith("/auth/"))
      request.headers.set("cookie", jar.cookie);
    const response = await fetch(request);
    for (const line of response.headers.getSetCookie()) jar.take(line);
    return response;
  };
}
