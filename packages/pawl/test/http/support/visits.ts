import { expect } from "vitest";
import type { LoginRequest, TokenResponse } from "../../../src/protocol/wire.ts";
import { ada } from "../../support/people.ts";
import type { Answer, Fields } from "./send.ts";
import { parseSetCookie } from "./set-cookie.ts";
import { cookieName, fromOwnPage, type Site } from "./site.ts";

/** What somebody holds after a login or a refresh. */
export interface Held {
  readonly answer: Answer;
  readonly tokens: TokenResponse;
  /** The refresh token: the value of the cookie, or what the body said. */
  readonly refreshToken: string;
  readonly sid: string;
}

/** A login from a page of the site, by cookie and as Ada unless asked otherwise. */
export async function login(
  site: Pick<Site, "send">,
  how: Partial<LoginRequest> & { headers?: Record<string, string> } = {},
): Promise<Held> {
  const { email, password, transport, remember, headers } = { ...ada, ...how };
  return held(
    await site.send("POST", "/login", {
      headers: { ...fromOwnPage, ...headers },
      body: { email, password, transport, remember },
    }),
  );
}

/** What a successful answer gave; fails the test if it was none. */
export function held(answer: Answer): Held {
  expect(answer.status, answer.text).toBe(200);
  const tokens = answer.json as TokenResponse;
  const [line] = answer.setCookies;
  const refreshToken = tokens.refresh_token ?? (line === undefined ? "" : parseSetCookie(line).value);
  return { answer, tokens, refreshToken, sid: tokens.session.sid };
}

/** A refresh by cookie from a page of the site. */
export function refresh(
  site: Pick<Site, "send">,
  token: string,
  more: Record<string, string> = {},
): Promise<Answer> {
  return site.send("POST", "/refresh", { headers: { ...fromOwnPage, ...cookie(token), ...more } });
}

export function logout(site: Pick<Site, "send">, token: string): Promise<Answer> {
  return site.send("POST", "/logout", { headers: { ...fromOwnPage, ...cookie(token) } });
}

/** A form, as OAuth clients send it. */
export function form(
  site: Pick<Site, "send">,
  path: string,
  parameters: Record<string, string> | [string, string][] | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return site.send("POST", path, {
    headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(parameters).toString(),
  });
}

export function cookie(token: string): { Cookie: string } {
  return { Cookie: `${cookieName}=${token}` };
}

export function bearer(accessToken: string): { Authorization: string } {
  return { Authorization: `Bearer ${accessToken}` };
}

/** `GET /session` with an access token: the shortest way to ask whether it still works. */
export function whoAmI(site: Pick<Site, "send">, accessToken: string, headers: Fields = {}): Promise<Answer> {
  return site.send("GET", "/session", { headers: { ...bearer(accessToken), ...headers } });
}
