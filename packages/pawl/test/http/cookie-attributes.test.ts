/**
 * Goal: every Set-Cookie that Pawl ever sends keeps the refresh token where only this host's server can read it.
 * Method: all answers that set or delete the cookie, parsed by the server's own grammar.
 */
import { describe, expect, test } from "vitest";
import { clearCookie, writeCookie } from "../../src/http/cookies.ts";
import { cookieNameFor } from "../../src/server/cookie-name.ts";
import { days, hours } from "../../src/session/policy.ts";
import { refreshTokenLength } from "../../src/tokens/refresh-token.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";
import { expectProblem } from "./support/problem.ts";
import type { Answer } from "./support/send.ts";
import { parseSetCookie } from "./support/set-cookie.ts";
import { cookieName, fromOwnPage, openSite, type Site } from "./support/site.ts";
import { cookie, held, login, logout, refresh } from "./support/visits.ts";

const fixed = { path: "/", secure: true, httponly: true, samesite: "Strict" };

function onlyCookieOf(answer: Answer) {
  expect(answer.setCookies).toHaveLength(1);
  return parseSetCookie(answer.setCookies[0] ?? "");
}

const setters: [string, (site: Site) => Promise<Answer>][] = [
  ["a login", async (site) => (await login(site)).answer],
  ["a login that is not to be remembered", async (site) => (await login(site, { remember: false })).answer],
  ["a rotation", async (site) => refresh(site, (await login(site)).refreshToken)],
  [
    "a replay",
    async (site) => {
      const { refreshToken } = await login(site);
      await refresh(site, refreshToken);
      return refresh(site, refreshToken);
    },
  ],
  [
    "a recovery",
    async (site) => {
      const { refreshToken } = await login(site);
      await refresh(site, refreshToken);
      site.clock.advance(hours(1));
      return refresh(site, refreshToken);
    },
  ],
];

const deleters: [string, (site: Site) => Promise<Answer>][] = [
  ["a logout", async (site) => logout(site, (await login(site)).refreshToken)],
  ["a logout without a session", (site) => site.send("POST", "/logout", { headers: fromOwnPage })],
  [
    "the end of a session by time",
    async (site) => {
      const { refreshToken } = await login(site);
      site.clock.advance(days(8));
      return refresh(site, refreshToken);
    },
  ],
  [
    "a cookie sent twice",
    (site) =>
      site.send("POST", "/refresh", {
        headers: { ...fromOwnPage, Cookie: `${cookieName}=a; ${cookieName}=b` },
      }),
  ],
];

test.each([...setters, ...deleters])(
  "C48: %s writes Secure, HttpOnly, SameSite=Strict, Path=/ and no Domain",
  async (_, visit) => {
    const { name, attributes } = onlyCookieOf(await visit(await openSite()));
    expect(name).toBe(cookieName);
    expect(name).toMatch(/^__Host-Http-/);
    const { "max-age": _age, ...rest } = attributes;
    expect(rest).toEqual(fixed);
  },
);

test.each(setters)("complaint 41, C50: %s writes a line of less than 200 bytes", async (_, visit) => {
  const answer = await visit(await openSite());
  expect(onlyCookieOf(answer).value).toHaveLength(refreshTokenLength);
  expect(Buffer.byteLength(answer.setCookies[0] ?? "")).toBeLessThan(200);
});

test.each(deleters)("%s deletes: no value and no time", async (_, visit) => {
  const { value, attributes } = onlyCookieOf(await visit(await openSite()));
  expect(value).toBe("");
  expect(attributes["max-age"]).toBe("0");
});

test("C50: the longest name allowed stays far below 4096 bytes, each attribute below 1024", () => {
  const name = `__Host-${"n".repeat(64)}` as const;
  const line = writeCookie(name, "v".repeat(refreshTokenLength), days(400) / 1000);
  expect(Buffer.byteLength(line)).toBeLessThan(400);
  expect(clearCookie(name)).toBe(`${name}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0`);
});

describe("C25: how long the browser keeps it", () => {
  test("to the absolute end of the session by default, counted down at each rotation", async () => {
    const site = await openSite();
    const { answer, refreshToken } = await login(site);
    expect(onlyCookieOf(answer).attributes["max-age"]).toBe(String(days(30) / 1000));
    site.clock.advance(hours(5));
    const later = await refresh(site, refreshToken);
    expect(onlyCookieOf(later).attributes["max-age"]).toBe(String((days(30) - hours(5)) / 1000));
  });

  test("for the browser session only, with remember: false, and no refresh changes that", async () => {
    const site = await openSite();
    const { answer, refreshToken } = await login(site, { remember: false });
    expect(onlyCookieOf(answer).attributes).toEqual(fixed);
    const rotated = held(await refresh(site, refreshToken));
    expect(onlyCookieOf(rotated.answer).attributes).toEqual(fixed);
    const replayed = await refresh(site, refreshToken);
    expect(onlyCookieOf(replayed).attributes).toEqual(fixed);
  });

  test("C8: never beyond the absolute end, to the second", async () => {
    const site = await openSite({ policy: { inactivityTimeoutMs: days(30) } });
    const { refreshToken } = await login(site);
    site.clock.advance(days(30) - 1500);
    const { answer, tokens } = held(await refresh(site, refreshToken));
    expect(onlyCookieOf(answer).attributes["max-age"]).toBe("1");
    expect(tokens.expires_in).toBe(1);
  });

  test("in its last second it is not deleted by a refresh that succeeds, so that the next answer can say why", async () => {
    const site = await openSite({ policy: { inactivityTimeoutMs: days(30) } });
    const { refreshToken } = await login(site);
    site.clock.advance(days(30) - 500);
    const { answer, refreshToken: last } = held(await refresh(site, refreshToken));
    expect(onlyCookieOf(answer).attributes["max-age"]).toBe("1");
    site.clock.advance(500);
    expectProblem(await refresh(site, last), "session_expired", { reason: "absolute_lifetime" });
  });
});

describe("complaint 42: two apps on one host", () => {
  test("have cookies of different names, whether port or path differ", () => {
    const names = ["http://localhost:3000/auth", "http://localhost:3001/auth", "http://localhost:3000/other"];
    expect(new Set(names.map(cookieNameFor)).size).toBe(3);
  });

  test("do not log each other out: the other's cookie is not ours", async () => {
    const site = await openSite();
    const { refreshToken, tokens } = await login(site);
    const other = createTestPawl({ issuer: "https://app.example/other", basePath: "/auth", seed: 2 });
    const headers = { ...fromOwnPage, ...cookie(refreshToken), "Content-Type": "application/json" };
    const foreign = new Request("https://app.example/auth/login", {
      method: "POST",
      headers,
      body: JSON.stringify({ email: ada.email, password: ada.password }),
    });
    const [line = ""] = (await other.pawl.handler(foreign)).headers.getSetCookie();
    const { name, value } = parseSetCookie(line);
    expect(name).not.toBe(cookieName);
    const both = await site.send("POST", "/refresh", {
      headers: { ...fromOwnPage, Cookie: `${name}=${value}; ${cookieName}=${refreshToken}` },
    });
    expect(held(both).sid).toBe(tokens.session.sid);
  });
});
