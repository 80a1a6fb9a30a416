/**
 * Goal: nothing of Pawl believes what a request says of its own host, scheme or sender (C80, A54, A55).
 * Method: the same visits with every spoofed header, compared with those without.
 */
import { expect, test } from "vitest";
import { exchange, head } from "../http/support/connection.ts";
import { expectProblem } from "../http/support/problem.ts";
import { parseSetCookie } from "../http/support/set-cookie.ts";
import { cookieName, fromOwnPage, openSite } from "../http/support/site.ts";
import { login, refresh } from "../http/support/visits.ts";
import { testIssuer } from "../support/create-test-pawl.ts";

const spoofed: Record<string, string>[] = [
  { Host: "evil.example" },
  { Host: "evil.example:99" },
  { Host: "app.example.evil.example" },
  { "X-Forwarded-Host": "evil.example" },
  { "X-Forwarded-Proto": "http" },
  { "X-Forwarded-For": "127.0.0.1" },
  { "X-Forwarded-Prefix": "/evil", "X-Original-URL": "/auth/healthz", "X-Rewrite-URL": "/auth/healthz" },
  { Forwarded: 'for=127.0.0.1;host="evil.example";proto=http' },
  { "X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "DELETE" },
];

test.each(spoofed)("%o changes neither tokens nor cookies nor headers", async (headers) => {
  const site = await openSite();
  const { answer, tokens } = await login(site, { headers });
  const claims = await site.pawl.verify(tokens.access_token);
  expect(claims.iss).toBe(testIssuer);
  const { name, attributes } = parseSetCookie(answer.setCookies[0] ?? "");
  expect(name).toBe(cookieName);
  expect(attributes).toMatchObject({ path: "/", secure: true });
  expect(attributes).not.toHaveProperty("domain");
  expect(answer.headers.has("strict-transport-security")).toBe(true);
  expect(answer.headers.has("location")).toBe(false);
  expect(JSON.stringify([answer.text, [...answer.headers]])).not.toContain("evil");
});

test.each(spoofed)("%o makes no foreign origin one of ours", async (headers) => {
  const site = await openSite();
  const { refreshToken } = await login(site);
  for (const origin of ["https://evil.example", "http://evil.example", "http://localhost"]) {
    const { "Sec-Fetch-Site": _, ...rest } = fromOwnPage;
    const answer = await site.send("POST", "/refresh", {
      headers: { ...rest, ...headers, Origin: origin, Cookie: `${cookieName}=${refreshToken}` },
    });
    expectProblem(answer, "csrf_rejected");
    expect(answer.headers.has("access-control-allow-origin")).toBe(false);
  }
  expect((await refresh(site, refreshToken)).status).toBe(200);
});

test("a target with another host does not make that host's origin one of ours", async () => {
  const site = await openSite();
  const { statuses } = await exchange(
    site.port,
    head(
      "POST http://evil.example/auth/refresh HTTP/1.1",
      "Host: evil.example",
      "Origin: http://evil.example",
      "Pawl-Csrf: 1",
      "Content-Length: 0",
    ),
  );
  expect(statuses).toEqual([403]);
});

test("a method in a header is not one", async () => {
  const site = await openSite();
  const headers = { ...fromOwnPage, "X-HTTP-Method-Override": "POST" };
  expectProblem(await site.send("PUT", "/logout", { headers }), "method_not_allowed");
});
