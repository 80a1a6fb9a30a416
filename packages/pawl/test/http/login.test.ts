/**
 * Goal: credentials become exactly one session, and the answer holds exactly what the wire format says.
 * Method: logins over real HTTP by cookie and by body; payloads are compared member by member.
 */
import { describe, expect, test } from "vitest";
import { days } from "../../src/session/policy.ts";
import { startOfTime } from "../support/clock.ts";
import { ada, grace } from "../support/people.ts";
import { expectProblem } from "./support/problem.ts";
import { sessionShape, tokenShape } from "./support/shapes.ts";
import { cookieName, fromOwnPage, openSite } from "./support/site.ts";
import { cookie, login, refresh, whoAmI } from "./support/visits.ts";

const times = {
  created_at: startOfTime,
  last_active_at: startOfTime,
  expires_at: startOfTime + days(30),
  inactivity_expires_at: startOfTime + days(7),
};

test("a login by cookie answers with an access token and the session, and no refresh token in the body", async () => {
  const { answer } = await login(await openSite());
  expect(answer.json).toEqual({ ...tokenShape("cookie"), session: sessionShape(times) });
  expect(answer.setCookies).toHaveLength(1);
  expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
});

test("a login by body answers with the refresh token in the body, and sets no cookie", async () => {
  const { answer } = await login(await openSite(), { transport: "body" });
  expect(answer.json).toEqual({ ...tokenShape("body"), session: sessionShape(times) });
  expect(answer.setCookies).toEqual([]);
});

test("the transport is the cookie unless the body says otherwise", async () => {
  const { answer } = await login(await openSite(), { transport: "cookie" });
  expect(answer.json).toEqual(tokenShape("cookie"));
  expect(answer.setCookies).toHaveLength(1);
});

test("a login by body needs no header against CSRF, and works from anywhere", async () => {
  const site = await openSite();
  const { email, password } = ada;
  for (const headers of [{}, { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" }]) {
    const answer = await site.send("POST", "/login", {
      headers,
      body: { email, password, transport: "body" },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.has("access-control-allow-origin")).toBe(false);
  }
});

test("the session remembers which browser it was, in at most 256 characters", async () => {
  const site = await openSite();
  const { tokens } = await login(site, { headers: { "User-Agent": "Browser/1" } });
  expect(tokens.session.user_agent).toBe("Browser/1");
  const long = await login(site, { headers: { "User-Agent": "x".repeat(5000) } });
  expect(long.tokens.session.user_agent).toBe("x".repeat(256));
});

test("claims that the identity adds are in the access token and nowhere in the payload", async () => {
  const site = await openSite({
    identity: {
      authenticate: () => Promise.resolve({ subject: "usr_ada", amr: ["pwd"], claims: { role: "editor" } }),
    },
  });
  const { answer, tokens } = await login(site);
  expect((await site.pawl.verify(tokens.access_token))["role"]).toBe("editor");
  expect(answer.json).toEqual(tokenShape("cookie"));
});

describe("C11: a login always makes a new session and ends the one that came with it", () => {
  test("every identifier differs, and the session presented is dead at once", async () => {
    const site = await openSite();
    const first = await login(site);
    const second = await login(site, { headers: cookie(first.refreshToken) });
    expect(second.sid).not.toBe(first.sid);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expectProblem(await whoAmI(site, first.tokens.access_token), "access_token_invalid");
    expectProblem(await refresh(site, first.refreshToken), "session_revoked", {
      reason: "replaced_by_login",
    });
    expect((await whoAmI(site, second.tokens.access_token)).status).toBe(200);
  });

  test("A24: a planted session of somebody else is ended, not adopted", async () => {
    const site = await openSite();
    const planted = await login(site, grace);
    const victim = await login(site, { headers: cookie(planted.refreshToken) });
    expect(victim.tokens.session.subject).toBe(ada.subject);
    expect(victim.sid).not.toBe(planted.sid);
    expect((await site.store.sessions.find(planted.sid))?.ended?.reason).toBe("replaced_by_login");
  });

  test("a superseded cookie names its session as well as a current one does", async () => {
    const site = await openSite();
    const first = await login(site);
    site.clock.advance(60_000);
    await refresh(site, first.refreshToken);
    site.clock.advance(60_000);
    await login(site, { headers: cookie(first.refreshToken) });
    expect((await site.store.sessions.find(first.sid))?.ended?.reason).toBe("replaced_by_login");
  });

  test("other sessions of the user live on", async () => {
    const site = await openSite();
    const phone = await login(site);
    const laptop = await login(site);
    await login(site, { headers: cookie(laptop.refreshToken) });
    expect((await whoAmI(site, phone.tokens.access_token)).status).toBe(200);
  });

  test("wrong credentials change nothing: the session presented lives, and its cookie stays", async () => {
    const site = await openSite();
    const first = await login(site);
    const answer = await site.send("POST", "/login", {
      headers: { ...fromOwnPage, ...cookie(first.refreshToken) },
      body: { email: ada.email, password: "not it" },
    });
    expectProblem(answer, "invalid_credentials");
    expect(answer.setCookies).toEqual([]);
    expect((await whoAmI(site, first.tokens.access_token)).status).toBe(200);
    expect(site.events.of("session_ended")).toEqual([]);
    expect(site.events.of("login_failed")).toEqual([
      { type: "login_failed", at: startOfTime, account: expect.any(String), code: "invalid_credentials" },
    ]);
  });

  test("a cookie that is no token of ours is replaced and ends nothing", async () => {
    const site = await openSite();
    const bystander = await login(site);
    for (const value of ["garbage", "", bystander.sid, `${bystander.refreshToken}x`]) {
      await login(site, { headers: cookie(value) });
    }
    expect((await whoAmI(site, bystander.tokens.access_token)).status).toBe(200);
    expect(site.events.of("session_ended")).toEqual([]);
  });

  test("a login by body leaves the session of a cookie alone, since nothing answers for that cookie", async () => {
    const site = await openSite();
    const browser = await login(site);
    await login(site, { transport: "body", headers: { Cookie: `${cookieName}=${browser.refreshToken}` } });
    expect((await whoAmI(site, browser.tokens.access_token)).status).toBe(200);
  });
});

test("failed logins of one account are told under one name, however it was typed", async () => {
  const site = await openSite();
  for (const email of [
    ada.email,
    ` ${ada.email.toUpperCase()}`,
    ada.email.replace("a", "ａ"),
    "nobody@example.com",
  ]) {
    await site.send("POST", "/login", { headers: fromOwnPage, body: { email, password: "not it" } });
  }
  const [first, typedOtherwise, typedWide, other] = site.events
    .of("login_failed")
    .map(({ account }) => account);
  expect(first).toMatch(/^[\w-]{16}$/);
  expect(typedOtherwise).toBe(first);
  // A full-width letter is the same account, so it is no way around a count of its failures.
  expect(typedWide).toBe(first);
  expect(other).not.toBe(first);
});
