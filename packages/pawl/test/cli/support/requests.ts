import type { TokenResponse } from "../../../src/protocol/wire.ts";
import { ada } from "../../support/people.ts";

/** Sends JSON, as a native client does: no cookie, no CSRF header. */
export function post(
  url: string,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

/** Sends no body, as a browser does that has a cookie. */
export function postWithCookie(url: string, path: string, cookie: string): Promise<Response> {
  return fetch(url + path, {
    method: "POST",
    headers: { "pawl-csrf": "1", origin: new URL(url).origin, cookie },
  });
}

/** Sends an access token. */
export function getWithToken(url: string, path: string, accessToken: string): Promise<Response> {
  return fetch(url + path, { headers: { authorization: `Bearer ${accessToken}` } });
}

/** A new session of Ada's, with its refresh token in the body. */
export async function login(
  url: string,
  headers: Record<string, string> = {},
): Promise<TokenResponse & { refresh_token: string }> {
  const { email, password } = ada;
  const response = await post(url, "/login", { email, password, transport: "body" }, headers);
  if (response.status !== 200) throw new Error(`The login was answered ${response.status}.`);
  return (await response.json()) as TokenResponse & { refresh_token: string };
}

/** A new session of Ada's, with its refresh token in a cookie; gives the cookie as a browser sends it back. */
export async function loginWithCookie(url: string): Promise<string> {
  const { email, password } = ada;
  const headers = { "pawl-csrf": "1", origin: new URL(url).origin };
  const response = await post(url, "/login", { email, password }, headers);
  if (response.status !== 200) throw new Error(`The login was answered ${response.status}.`);
  return cookieOf(response) ?? "";
}

/** The one cookie that an answer sets, as a browser sends it back. */
export function cookieOf(response: Response): string | undefined {
  const [cookie, ...others] = response.headers.getSetCookie();
  if (others.length > 0) throw new Error("The answer sets more than one cookie.");
  return cookie?.split(";")[0];
}

export function refresh(url: string, refreshToken: string): Promise<Response> {
  return post(url, "/refresh", { refresh_token: refreshToken });
}
