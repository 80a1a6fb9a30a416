/**
 * Goal: an access token is read from one Authorization header and from nowhere else (C72, C73, A52).
 * Method: headers as careless and hostile clients write them, over real HTTP, at every route that needs one.
 */
import { describe, expect, test } from "vitest";
import { parseChallenge } from "./support/challenge.ts";
import { expectProblem } from "./support/problem.ts";
import { someSid } from "./support/route-list.ts";
import { openSite } from "./support/site.ts";
import { bearer, login } from "./support/visits.ts";

const guarded: [string, string][] = [
  ["GET", "/session"],
  ["GET", "/sessions"],
  ["DELETE", "/sessions"],
  ["DELETE", `/sessions/${someSid}`],
  ["POST", "/receipt"],
];

describe.each(guarded)("%s %s", (method, path) => {
  test("C72: without a credential the challenge has no error", async () => {
    const answer = await (await openSite()).send(method, path);
    expectProblem(answer, "access_token_missing");
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="pawl"');
  });

  test("C72: with a bad one the challenge says invalid_token", async () => {
    const answer = await (await openSite()).send(method, path, { headers: bearer("bad") });
    expectProblem(answer, "access_token_invalid");
    const { parameters } = parseChallenge(answer.headers.get("www-authenticate"));
    expect(parameters.get("error")).toBe("invalid_token");
    // RFC 6750 §3: these characters only.
    expect(parameters.get("error_description")).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });
});

test.each(["Bearer", "bearer", "BEARER", "bEaReR"])("the scheme is read in any case: %s", async (scheme) => {
  const site = await openSite();
  const { tokens } = await login(site);
  const headers = { Authorization: `${scheme} ${tokens.access_token}` };
  expect((await site.send("GET", "/session", { headers })).status).toBe(200);
});

test("RFC 9110: more than one space may follow the scheme", async () => {
  const site = await openSite();
  const { tokens } = await login(site);
  const headers = { Authorization: `Bearer   ${tokens.access_token}  ` };
  expect((await site.send("GET", "/session", { headers })).status).toBe(200);
});

test.each(["", "Basic YTpi", "DPoP x", "Token x", "bearerx y", "Bearers y", "x Bearer y"])(
  "another scheme is no credential of ours: %s",
  async (value) => {
    const answer = await (await openSite()).send("GET", "/session", { headers: { Authorization: value } });
    expectProblem(answer, "access_token_missing");
  },
);

test.each([
  ["no token", "Bearer"],
  ["a tab", "Bearer\tx"],
  ["two tokens", "Bearer x y"],
  ["two credentials", "Bearer x, Bearer y"],
  ["a comma behind", "Bearer x,"],
  ["quotes", 'Bearer "x"'],
  ["a parameter", "Bearer token=x, y=z"],
  ["padding inside", "Bearer x=y"],
  ["only padding", "Bearer =="],
  ["bytes beyond ASCII", "Bearer \xe4\xff"],
])("a Bearer header with %s is 400", async (_, value) => {
  const answer = await (await openSite()).send("GET", "/session", { headers: { Authorization: value } });
  expectProblem(answer, "invalid_request", { detail: "Authorization must be one Bearer token." });
});

test("C73: two Authorization headers are 400, also if both are good", async () => {
  const site = await openSite();
  const { tokens } = await login(site);
  const good: [string, string] = ["Authorization", `Bearer ${tokens.access_token}`];
  for (const second of [good, ["Authorization", "Bearer x"] as [string, string]]) {
    expectProblem(await site.send("GET", "/session", { headers: [good, second] }), "invalid_request");
  }
});

test("C73: of a good token behind somebody else's credential nothing is used", async () => {
  const site = await openSite();
  const { tokens } = await login(site);
  const headers: [string, string][] = [
    ["Authorization", "Basic YTpi"],
    ["Authorization", `Bearer ${tokens.access_token}`],
  ];
  expectProblem(await site.send("GET", "/session", { headers }), "access_token_missing");
});

test("A35: a token in the query, in a form, in a cookie or in another header is not read", async () => {
  const site = await openSite();
  const { tokens } = await login(site);
  const token = tokens.access_token;
  const answers = [
    await site.send("GET", `/session?access_token=${token}`),
    await site.send("GET", "/session", { headers: { Cookie: `access_token=${token}` } }),
    await site.send("GET", "/session", {
      headers: { "X-Access-Token": token, "Proxy-Authorization": `Bearer ${token}` },
    }),
    await site.send("POST", "/receipt", {
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: `access_token=${token}`,
    }),
  ];
  for (const answer of answers) {
    expectProblem(answer, "access_token_missing");
    expect(answer.text).not.toContain(token);
  }
});

test("a refresh token is no access token, and an access token is no refresh token", async () => {
  const site = await openSite();
  const { tokens, refreshToken } = await login(site);
  expectProblem(
    await site.send("GET", "/session", { headers: bearer(refreshToken) }),
    "access_token_invalid",
  );
  const crossed = await site.send("POST", "/refresh", { body: { refresh_token: tokens.access_token } });
  expectProblem(crossed, "refresh_token_unknown");
});
