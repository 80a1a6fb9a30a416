/**
 * Goal: a refresh by cookie is answered by cookie, says which of the answers it was, and never touches a
 * cookie that it should leave alone.
 * Method: the rows of the decision table over real HTTP, on a fake clock.
 */
import { describe, expect, test } from "vitest";
import { days, hours, seconds } from "../../src/session/policy.ts";
import { startOfTime } from "../support/clock.ts";
import { expectProblem } from "./support/problem.ts";
import { sessionShape, tokenShape } from "./support/shapes.ts";
import { cookieName, fromOwnPage, openSite, type Site } from "./support/site.ts";
import { bearer, cookie, held, login, refresh, whoAmI } from "./support/visits.ts";

/** Logs in and rotates once, well after the login. */
async function rotatedOnce(site: Site) {
  const first = await login(site);
  site.clock.advance(hours(1));
  const second = held(await refresh(site, first.refreshToken));
  return { first, second };
}

test("C4: rotated: a new pair, and the session one generation on", async () => {
  const site = await openSite();
  const { first, second } = await rotatedOnce(site);
  const now = startOfTime + hours(1);
  expect(second.answer.json).toEqual({
    ...tokenShape("cookie", "rotated"),
    session: sessionShape({
      sid: first.sid,
      generation: 1,
      created_at: startOfTime,
      last_active_at: now,
      expires_at: startOfTime + days(30),
      inactivity_expires_at: now + days(7),
    }),
  });
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(second.tokens.access_token).not.toBe(first.tokens.access_token);
  expect((await whoAmI(site, second.tokens.access_token)).status).toBe(200);
});

test("unchanged: a current token within two grace periods gets an access token and no cookie", async () => {
  const site = await openSite();
  const { first, second } = await rotatedOnce(site);
  site.clock.advance(seconds(20) - 1);
  const third = held(await refresh(site, second.refreshToken));
  expect(third.answer.json).toEqual(tokenShape("cookie", "unchanged", { sid: first.sid, generation: 1 }));
  expect(third.answer.setCookies).toEqual([]);
  expect((await whoAmI(site, third.tokens.access_token)).status).toBe(200);
});

test("replayed: the old token in the grace period gets the very same successor again", async () => {
  const site = await openSite();
  const { first, second } = await rotatedOnce(site);
  site.clock.advance(seconds(9));
  const again = held(await refresh(site, first.refreshToken));
  expect(again.answer.json).toEqual(tokenShape("cookie", "replayed", { sid: first.sid, generation: 1 }));
  expect(again.refreshToken).toBe(second.refreshToken);
});

test("recovered: the old token after two grace periods gets another successor, one generation on", async () => {
  const site = await openSite();
  const { first, second } = await rotatedOnce(site);
  site.clock.advance(seconds(20));
  const again = held(await refresh(site, first.refreshToken));
  expect(again.answer.json).toEqual(tokenShape("cookie", "recovered", { sid: first.sid, generation: 2 }));
  expect(again.refreshToken).not.toBe(second.refreshToken);
});

test.each([
  [seconds(10), 10],
  [seconds(10) + 1, 10],
  [seconds(11), 9],
  [seconds(20) - 1, 1],
])(
  "superseded: %d ms after a lost answer, the old token is told to wait %d s",
  async (age, retryAfterSeconds) => {
    const site = await openSite();
    const { first } = await rotatedOnce(site);
    site.clock.advance(age);
    const answer = await refresh(site, first.refreshToken);
    expectProblem(answer, "refresh_token_superseded", { retryAfterSeconds });
    expect(answer.setCookies).toEqual([]);
    site.clock.advance(seconds(retryAfterSeconds));
    expect(held(await refresh(site, first.refreshToken)).tokens.rotation).toBe("recovered");
  },
);

describe("the receipt closes the recovery", () => {
  test.each([
    ["POST", "/receipt", 204],
    ["GET", "/session", 200],
  ] as const)("%s %s with the new access token is one", async (method, path, status) => {
    const site = await openSite();
    const { first, second } = await rotatedOnce(site);
    const answer = await site.send(method, path, { headers: bearer(second.tokens.access_token) });
    expect(answer.status).toBe(status);
    site.clock.advance(hours(1));
    expectProblem(await refresh(site, first.refreshToken), "refresh_token_reused", {
      reason: "refresh_token_reused",
    });
  });

  test("POST /receipt without an access token is none, and 401", async () => {
    const site = await openSite();
    const { first } = await rotatedOnce(site);
    expectProblem(await site.send("POST", "/receipt", { headers: fromOwnPage }), "access_token_missing");
    site.clock.advance(hours(1));
    expect(held(await refresh(site, first.refreshToken)).tokens.rotation).toBe("recovered");
  });
});

test("superseded: 409, no cookie set and none deleted, the session lives (complaint 12)", async () => {
  const site = await openSite();
  const { first, second } = await rotatedOnce(site);
  site.clock.advance(hours(1));
  const third = held(await refresh(site, second.refreshToken));
  const answer = await refresh(site, first.refreshToken);
  expectProblem(answer, "refresh_token_superseded");
  expect(answer.setCookies).toEqual([]);
  expect((await whoAmI(site, third.tokens.access_token)).status).toBe(200);
});

test("complaint 4: of fifty tabs at once one rotates, and each gets the same usable cookie", async () => {
  const site = await openSite();
  const { refreshToken } = await login(site);
  const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(site, refreshToken)));
  const all = answers.map(held);
  expect(all.filter(({ tokens }) => tokens.rotation === "rotated")).toHaveLength(1);
  expect(new Set(all.map((one) => one.refreshToken)).size).toBe(1);
  expect(new Set(all.map((one) => one.tokens.session.generation))).toEqual(new Set([1]));
});

describe("what a request by cookie may carry besides", () => {
  test.each([
    ["no body", {}],
    ["an empty body with a content type", { headers: { "Content-Type": "application/json" }, body: "" }],
    ["an empty object", { body: {} }],
    ["an empty chunked body", { body: "", chunked: true }],
  ])("%s", async (_, sent) => {
    const site = await openSite();
    const { refreshToken } = await login(site);
    const headers = { ...fromOwnPage, ...cookie(refreshToken), ...("headers" in sent ? sent.headers : {}) };
    const { tokens, answer } = held(await site.send("POST", "/refresh", { ...sent, headers }));
    expect(tokens.rotation).toBe("rotated");
    expect(answer.setCookies).toHaveLength(1);
  });

  test("other cookies, before and behind", async () => {
    const site = await openSite();
    const { refreshToken } = await login(site);
    const Cookie = `a=1; ${cookieName}x=2; ${cookieName}=${refreshToken}; x${cookieName}=3; b`;
    expect(held(await refresh(site, "", { Cookie })).tokens.rotation).toBe("rotated");
  });

  test("the other cookies on a line of their own", async () => {
    const site = await openSite();
    const { refreshToken } = await login(site);
    const own = `${cookieName}=${refreshToken}`;
    const headers = [...Object.entries(fromOwnPage), ["Cookie", "a=1"], ["Cookie", own]] as [
      string,
      string,
    ][];
    expect(held(await site.send("POST", "/refresh", { headers })).tokens.rotation).toBe("rotated");
  });
});

test.each([
  ["no cookie at all", undefined],
  ["other cookies only", "a=1; b=2"],
  ["an empty one", `${cookieName}=`],
  ["another case of the name", `${cookieName.toLowerCase()}=1`],
])("%s is refresh_token_missing, and clears nothing", async (_, value) => {
  const site = await openSite();
  const headers = { ...fromOwnPage, ...(value === undefined ? {} : { Cookie: value }) };
  const answer = await site.send("POST", "/refresh", { headers });
  expectProblem(answer, "refresh_token_missing");
  expect(answer.setCookies).toEqual([]);
});
