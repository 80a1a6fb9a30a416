import type { Page } from "playwright-core";

/** What somebody has who looked at the network of a page, or at the browser's files. */
export interface SavedTokens {
  readonly accessToken: string;
  /** As a Cookie header. */
  readonly cookie: string;
}

/** Listens from now on; the function returned gives the newest of both. */
export function savedTokens(page: Page): () => Promise<SavedTokens> {
  let newest: Promise<string> | undefined;
  page.on("request", (request) => {
    const sent = request.headers()["authorization"];
    if (sent !== undefined) newest = Promise.resolve(sent.slice("Bearer ".length));
  });
  return async () => {
    const accessToken = await newest;
    const [cookie] = await page.context().cookies();
    if (accessToken === undefined || cookie === undefined) throw new Error("Nobody is logged in.");
    return { accessToken, cookie: `${cookie.name}=${cookie.value}` };
  };
}

export interface Trial {
  /** Status of a guarded route with the access token. */
  readonly api: number;
  /** Status of a refresh with the cookie; only tried when the API refused, since a refresh changes things. */
  readonly refresh?: number;
  /** Why the refresh was refused. */
  readonly code?: string | undefined;
}

/** Tries both from outside the browser. */
export async function tryTokens(origin: string, { accessToken, cookie }: SavedTokens): Promise<Trial> {
  const api = await fetch(`${origin}/api/notes`, { headers: { Authorization: `Bearer ${accessToken}` } });
  if (api.ok) return { api: api.status };
  const refresh = await tryCookie(origin, { cookie });
  return { api: api.status, refresh: refresh.status, code: refresh.code };
}

/** Refreshes with the cookie, from outside the browser and with every header right. */
export async function tryCookie(
  origin: string,
  { cookie }: Pick<SavedTokens, "cookie">,
): Promise<{ readonly status: number; readonly code: string | undefined }> {
  const response = await fetch(`${origin}/auth/refresh`, {
    method: "POST",
    headers: { cookie, Origin: origin, "Pawl-Csrf": "1", "Sec-Fetch-Site": "same-origin" },
  });
  const { code } = (await response.json()) as { code?: string };
  return { status: response.status, code };
}
