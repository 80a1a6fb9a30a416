/**
 * Goal: the routes of Pawl work as what a Next.js `route.ts` exports, and are made only when they are needed.
 * Method: the exported functions, called as Next calls them, with plain requests.
 */
import { describe, expect, test } from "vitest";
import { pawlRoutes } from "../../src/next/routes.ts";
import { received } from "../http/support/send.ts";
import { tokenShape } from "../http/support/shapes.ts";
import { fromOwnPage } from "../http/support/site.ts";
import { cookie } from "../http/support/visits.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";

const url = "https://app.example/auth";

const loginRequest = (): Request =>
  new Request(`${url}/login`, {
    method: "POST",
    headers: { ...fromOwnPage, "Content-Type": "application/json" },
    body: JSON.stringify({ email: ada.email, password: ada.password }),
  });

test("a login and a refresh go through, each with its one cookie", async () => {
  const { pawl } = createTestPawl();
  const routes = pawlRoutes(pawl);
  const login = await received(await routes.POST(loginRequest()));
  expect([login.status, login.json]).toEqual([200, tokenShape("cookie")]);
  expect(login.setCookies).toHaveLength(1);
  const token = login.setCookies[0]?.split(/[=;]/)[1] ?? "";
  const headers = { ...fromOwnPage, ...cookie(token) };
  const refresh = await received(
    await routes.POST(new Request(`${url}/refresh`, { method: "POST", headers })),
  );
  expect([refresh.status, refresh.json]).toMatchObject([200, { rotation: "rotated" }]);
  expect(refresh.setCookies).toHaveLength(1);
});

describe("every method that a route of Pawl takes is exported", () => {
  const { pawl } = createTestPawl();
  const routes = pawlRoutes(pawl);
  test.each([
    ["GET", "/healthz", 200],
    ["HEAD", "/healthz", 200],
    ["POST", "/logout", 403],
    ["DELETE", "/sessions", 401],
    ["OPTIONS", "/refresh", 204],
  ] as const)("%s %s", async (method, path, status) => {
    const preflight = { origin: "https://app.example", "access-control-request-method": "POST" };
    const headers = method === "OPTIONS" ? preflight : {};
    const answer = await routes[method](new Request(url + path, { method, headers }));
    expect(answer.status).toBe(status);
  });

  test("and no other", () => {
    expect(Object.keys(routes).sort()).toEqual(["DELETE", "GET", "HEAD", "OPTIONS", "POST"]);
  });
});

test("a function that gives Pawl is not called before the first request: a build has no secrets", async () => {
  let calls = 0;
  const routes = pawlRoutes(() => {
    calls++;
    return createTestPawl().pawl;
  });
  expect(calls).toBe(0);
  expect((await routes.GET(new Request(`${url}/healthz`))).status).toBe(200);
  expect(calls).toBe(1);
});
