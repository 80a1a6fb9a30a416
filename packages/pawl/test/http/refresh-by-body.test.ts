/**
 * Goal: a token that came in the body is answered in the body, one that came by cookie never is (C49).
 * Method: both transports over real HTTP, and every trick that could mix them.
 */
import { describe, expect, test } from "vitest";
import { hours } from "../../src/session/policy.ts";
import { ada } from "../support/people.ts";
import { expectProblem } from "./support/problem.ts";
import { tokenShape } from "./support/shapes.ts";
import { fromOwnPage, openSite, type Site } from "./support/site.ts";
import { cookie, held, login, refresh } from "./support/visits.ts";

const byBody = (site: Site, token: string, headers: Record<string, string> = {}) =>
  site.send("POST", "/refresh", { headers, body: { refresh_token: token } });

test("each of the answers comes in the body, with no cookie", async () => {
  const site = await openSite();
  const { refreshToken } = await login(site, { transport: "body" });
  const rotated = held(await byBody(site, refreshToken));
  const unchanged = held(await byBody(site, rotated.refreshToken));
  const replayed = held(await byBody(site, refreshToken));
  site.clock.advance(hours(1));
  const recovered = held(await byBody(site, refreshToken));
  const answers = [rotated, unchanged, replayed, recovered];
  expect(answers.map(({ answer }) => answer.json)).toEqual([
    ...(["rotated", "unchanged", "replayed"] as const).map((rotation) =>
      tokenShape("body", rotation, { generation: 1 }),
    ),
    tokenShape("body", "recovered", { generation: 2 }),
  ]);
  expect(unchanged.refreshToken).toBe(rotated.refreshToken);
  expect(replayed.refreshToken).toBe(rotated.refreshToken);
  expect(answers.flatMap(({ answer }) => answer.setCookies)).toEqual([]);
});

test("it needs no header against CSRF: it uses nothing that a browser adds by itself", async () => {
  const site = await openSite();
  const { refreshToken } = await login(site, { transport: "body" });
  const fromElsewhere = { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" };
  const answer = await byBody(site, refreshToken, fromElsewhere);
  expect(answer.status).toBe(200);
  expect(answer.headers.has("access-control-allow-origin")).toBe(false);
});

describe("C49: a token that came by cookie is never in a body", () => {
  test.each([
    ["the transport of a login", { transport: "body" }],
    ["a null token", { refresh_token: null }],
    ["a true token", { refresh_token: true }],
    ["a flag beside nothing", { return_refresh_token: true }],
    ["the grant of OAuth", { grant_type: "refresh_token" }],
  ])("a body with %s is refused, and rotates nothing", async (_, body) => {
    const site = await openSite();
    const { refreshToken, sid } = await login(site);
    const headers = { ...fromOwnPage, ...cookie(refreshToken) };
    const answer = await site.send("POST", "/refresh", { headers, body });
    expectProblem(answer, "invalid_request");
    expect(answer.setCookies).toEqual([]);
    expect((await site.store.sessions.find(sid))?.generation).toBe(0);
  });

  test.each(["?transport=body", "?body=1", "?refresh_token=1"])("a query %s is not heard", async (query) => {
    const site = await openSite();
    const { refreshToken } = await login(site);
    const headers = { ...fromOwnPage, ...cookie(refreshToken), Accept: "application/json;transport=body" };
    const { answer } = held(await site.send("POST", `/refresh${query}`, { headers }));
    expect(answer.json).toEqual(tokenShape("cookie", "rotated", { generation: 1 }));
  });

  test("a login with the transport cookie gives none either", async () => {
    const site = await openSite();
    const { answer, refreshToken } = await login(site, { transport: "cookie" });
    expect(answer.text).not.toContain(refreshToken);
    expect(answer.text).not.toContain("refresh_token");
  });
});

test("with a token in the body, a cookie beside it is neither used nor answered", async () => {
  const site = await openSite();
  const browser = await login(site);
  const native = await login(site, { transport: "body" });
  const answer = await byBody(site, native.refreshToken, { ...fromOwnPage, ...cookie(browser.refreshToken) });
  expect(held(answer).sid).toBe(native.sid);
  expect(answer.setCookies).toEqual([]);
  expect((await site.store.sessions.find(browser.sid))?.generation).toBe(0);
});

test("a bad token in the body is refused although a good cookie came along, and the cookie stays", async () => {
  const site = await openSite();
  const browser = await login(site);
  const answer = await byBody(site, "garbage", { ...fromOwnPage, ...cookie(browser.refreshToken) });
  expectProblem(answer, "refresh_token_unknown");
  expect(answer.setCookies).toEqual([]);
  expect((await site.store.sessions.find(browser.sid))?.generation).toBe(0);
});

test("no refusal by body deletes a cookie", async () => {
  const site = await openSite();
  const { refreshToken, sid } = await login(site, { transport: "body" });
  await site.pawl.revoke(sid, "revoked_by_admin");
  const answer = await byBody(site, refreshToken);
  expectProblem(answer, "session_revoked", { reason: "revoked_by_admin" });
  expect(answer.setCookies).toEqual([]);
});

test("a token in a form, a query or a header is not read", async () => {
  const site = await openSite();
  const { refreshToken, sid } = await login(site, { transport: "body" });
  const form = await site.send("POST", "/refresh", {
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: `grant_type=refresh_token&refresh_token=${refreshToken}`,
  });
  expectProblem(form, "unsupported_media_type");
  for (const headers of [fromOwnPage, { ...fromOwnPage, Authorization: `Bearer ${refreshToken}` }]) {
    const answer = await site.send("POST", `/refresh?refresh_token=${refreshToken}`, { headers });
    expectProblem(answer, "refresh_token_missing");
  }
  expect((await site.store.sessions.find(sid))?.generation).toBe(0);
});

test("a session begun by cookie can go on by body and back, each time answered as it asked", async () => {
  const site = await openSite();
  const first = await login(site, { email: ada.email });
  const second = held(await byBody(site, first.refreshToken));
  expect(second.answer.setCookies).toEqual([]);
  site.clock.advance(hours(1));
  const third = held(await refresh(site, second.refreshToken));
  expect(third.answer.json).toEqual(tokenShape("cookie", "rotated", { generation: 2 }));
});
