/**
 * Goal: logout ends the session it names, whichever credential names it, and its answer never tells whether there
 * was one (C13, C14).
 * Method: all credentials in all conditions over real HTTP; answers are compared as a whole.
 */
import { describe, expect, test } from "vitest";
import { hours, minutes } from "../../src/session/policy.ts";
import { grace } from "../support/people.ts";
import { expectProblem } from "./support/problem.ts";
import type { Answer, Sent } from "./support/send.ts";
import { cookieName, fromOwnPage, openSite, type Site } from "./support/site.ts";
import { bearer, cookie, held, login, logout, refresh, whoAmI } from "./support/visits.ts";

const cleared = `${cookieName}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0`;

function endOf(site: Site, sid: string) {
  return site.store.sessions.find(sid).then((session) => session?.ended?.reason ?? null);
}

/** Everything of an answer that its sender can see, except the time of day. */
function seen({ status, headers, text }: Answer): unknown {
  return { status, text, headers: [...headers].filter(([name]) => name !== "date") };
}

test("it answers 204, clears the cookie and asks the browser to forget its caches", async () => {
  const site = await openSite();
  const { refreshToken } = await login(site);
  const answer = await logout(site, refreshToken);
  expect(answer.status).toBe(204);
  expect(answer.text).toBe("");
  expect(answer.setCookies).toEqual([cleared]);
  expect(answer.headers.get("clear-site-data")).toBe('"cache"');
});

test("C13, A12: access token and refresh token are both dead at once", async () => {
  const site = await openSite();
  const { refreshToken, tokens } = await login(site);
  expect((await whoAmI(site, tokens.access_token)).status).toBe(200);
  await logout(site, refreshToken);
  expectProblem(await whoAmI(site, tokens.access_token), "access_token_invalid");
  expectProblem(await refresh(site, refreshToken), "session_revoked", { reason: "logged_out" });
});

describe("any credential names the session", () => {
  const ways: [string, (held: { refreshToken: string; accessToken: string }) => Sent][] = [
    ["the cookie", ({ refreshToken }) => ({ headers: { ...fromOwnPage, ...cookie(refreshToken) } })],
    [
      "the cookie, with an empty object",
      ({ refreshToken }) => ({ headers: { ...fromOwnPage, ...cookie(refreshToken) }, body: {} }),
    ],
    ["a refresh token in the body", ({ refreshToken }) => ({ body: { refresh_token: refreshToken } })],
    ["an access token alone", ({ accessToken }) => ({ headers: bearer(accessToken) })],
    [
      "an access token beside a cookie of nobody",
      ({ accessToken }) => ({ headers: { ...fromOwnPage, ...cookie("garbage"), ...bearer(accessToken) } }),
    ],
    [
      "an access token beside a refresh token of nobody",
      ({ accessToken }) => ({ headers: bearer(accessToken), body: { refresh_token: "garbage" } }),
    ],
    [
      "an access token beside two cookies, of which neither is believed",
      ({ accessToken, refreshToken }) => ({
        headers: {
          ...fromOwnPage,
          ...bearer(accessToken),
          Cookie: `${cookieName}=${refreshToken}; ${cookieName}=${refreshToken}`,
        },
      }),
    ],
  ];

  test.each(ways)("%s", async (_, sent) => {
    const site = await openSite();
    const { refreshToken, tokens, sid } = await login(site);
    const answer = await site.send(
      "POST",
      "/logout",
      sent({ refreshToken, accessToken: tokens.access_token }),
    );
    expect(answer.status).toBe(204);
    expect(await endOf(site, sid)).toBe("logged_out");
  });

  test("C14: an expired access token", async () => {
    const site = await openSite();
    const { tokens, sid } = await login(site);
    site.clock.advance(hours(5));
    expectProblem(await whoAmI(site, tokens.access_token), "access_token_invalid");
    await site.send("POST", "/logout", { headers: bearer(tokens.access_token) });
    expect(await endOf(site, sid)).toBe("logged_out");
  });

  test("a superseded refresh token", async () => {
    const site = await openSite();
    const { refreshToken, sid } = await login(site);
    site.clock.advance(minutes(1));
    await refresh(site, refreshToken);
    site.clock.advance(minutes(1));
    await logout(site, refreshToken);
    expect(await endOf(site, sid)).toBe("logged_out");
  });

  test("cookie and access token of two sessions end both: each was presented", async () => {
    const site = await openSite();
    const one = await login(site);
    const two = await login(site);
    const headers = { ...fromOwnPage, ...cookie(one.refreshToken), ...bearer(two.tokens.access_token) };
    await site.send("POST", "/logout", { headers });
    expect([await endOf(site, one.sid), await endOf(site, two.sid)]).toEqual(["logged_out", "logged_out"]);
  });
});

test("C14: the answer is one and the same, whatever was presented", async () => {
  const site = await openSite();
  const mine = await login(site);
  const theirs = await login(site, grace);
  const twice = await login(site);
  await logout(site, twice.refreshToken);
  const forged = `${mine.refreshToken.slice(0, -1)}${mine.refreshToken.endsWith("A") ? "Q" : "A"}`;
  const duplicate = `${cookieName}=a; ${cookieName}=b`;
  const presented: Sent[] = [
    { headers: fromOwnPage },
    { headers: { ...fromOwnPage, ...cookie("garbage") } },
    { headers: { ...fromOwnPage, ...cookie("x".repeat(2000)) } },
    { headers: { ...fromOwnPage, ...cookie(forged) } },
    { headers: { ...fromOwnPage, ...cookie(twice.refreshToken) } },
    { headers: { ...fromOwnPage, Cookie: duplicate } },
    { headers: { ...fromOwnPage, ...bearer("garbage") } },
    { headers: { ...fromOwnPage, Authorization: "Basic YTpi" } },
    { headers: { ...fromOwnPage, Authorization: "Bearer" } },
    { headers: fromOwnPage, body: {} },
    { headers: fromOwnPage, body: { refresh_token: "garbage" } },
    { headers: fromOwnPage, body: { refresh_token: "" } },
    { headers: fromOwnPage, body: { refresh_token: "x".repeat(2000) } },
    { headers: { ...fromOwnPage, ...cookie(theirs.refreshToken) } },
    { headers: { ...fromOwnPage, ...cookie(mine.refreshToken) } },
  ];
  const answers: unknown[] = [];
  for (const sent of presented) answers.push(seen(await site.send("POST", "/logout", sent)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
});

test("complaint 6: it ends this session only, neither the user's others nor anybody else's", async () => {
  const site = await openSite();
  const laptop = await login(site);
  const phone = await login(site);
  const other = await login(site, grace);
  await logout(site, laptop.refreshToken);
  expect((await whoAmI(site, phone.tokens.access_token)).status).toBe(200);
  expect(held(await refresh(site, other.refreshToken)).sid).toBe(other.sid);
});

test("a second logout ends nothing twice, and tells of nothing twice", async () => {
  const site = await openSite();
  const { refreshToken } = await login(site);
  await logout(site, refreshToken);
  await logout(site, refreshToken);
  expect(site.events.of("session_ended")).toHaveLength(1);
});

describe("complaint 28: a refresh in flight and a logout", () => {
  test("an answer that comes late sets a cookie that is dead", async () => {
    const site = await openSite();
    const { refreshToken } = await login(site);
    const late = held(await refresh(site, refreshToken));
    await logout(site, refreshToken);
    expect(late.answer.setCookies).toHaveLength(1);
    expectProblem(await refresh(site, late.refreshToken), "session_revoked", { reason: "logged_out" });
    expectProblem(await whoAmI(site, late.tokens.access_token), "access_token_invalid");
  });

  test("however they interleave, nothing of the session lives afterwards", async () => {
    const site = await openSite();
    for (let round = 0; round < 20; round++) {
      const { refreshToken, sid } = await login(site);
      const refreshing = Array.from({ length: 4 }, () => refresh(site, refreshToken));
      const ending = logout(site, refreshToken);
      const answers = await Promise.all(refreshing);
      expect((await ending).status).toBe(204);
      expect(await endOf(site, sid)).toBe("logged_out");
      for (const answer of answers.filter(({ status }) => status === 200)) {
        expectProblem(await refresh(site, held(answer).refreshToken || refreshToken), "session_revoked", {
          reason: "logged_out",
        });
      }
    }
  });
});
