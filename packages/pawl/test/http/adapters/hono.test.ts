/**
 * Goal: what is particular to Hono works: its own middleware before and after, its context, its way of mounting.
 * Method: real apps, asked directly; what all adapters share stands in every-adapter.test.ts.
 */
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { expect, test } from "vitest";
import { pawlRoutes, requireSession, type SessionVariables } from "../../../src/http/adapters/hono.ts";
import { createTestPawl } from "../../support/create-test-pawl.ts";
import { ada } from "../../support/people.ts";
import { expectOAuthFailure } from "../support/oauth-failure.ts";
import { received } from "../support/send.ts";
import { tokenShape } from "../support/shapes.ts";
import { fromOwnPage } from "../support/site.ts";

const url = "https://app.example";

function loginRequest(): Request {
  return new Request(`${url}/auth/login`, {
    method: "POST",
    headers: { ...fromOwnPage, "Content-Type": "application/json" },
    body: JSON.stringify({ email: ada.email, password: ada.password }),
  });
}

test.each<[string, (c: Context) => Promise<unknown>]>([
  ["json", (c) => c.req.json()],
  ["text", (c) => c.req.text()],
  ["arrayBuffer", (c) => c.req.arrayBuffer()],
])("a middleware that read the body as %s takes nothing from the routes", async (_, read) => {
  const { pawl } = createTestPawl();
  const app = new Hono();
  app.use(async (c, next) => {
    await read(c);
    await next();
  });
  app.all("/auth/*", pawlRoutes(pawl));
  const answer = await received(await app.fetch(loginRequest()));
  expect(answer.json).toEqual(tokenShape("cookie"));
});

test.each<[string, (c: Context) => Promise<unknown>]>([
  ["a form", (c) => c.req.formData()],
  ["what parseBody makes of it", (c) => c.req.parseBody()],
  ["text", (c) => c.req.text()],
  ["bytes", (c) => c.req.arrayBuffer()],
])("a middleware that read a form as %s leaves the form that was sent", async (_, read) => {
  const { pawl } = createTestPawl();
  const app = new Hono();
  app.use(async (c, next) => {
    await read(c);
    await next();
  });
  app.all("/auth/*", pawlRoutes(pawl));
  const { refreshToken } = await pawl.create("usr_ada");
  const grant = async (...more: [string, string][]) => {
    const parameters = [["grant_type", "refresh_token"], ["refresh_token", refreshToken], ...more];
    const body = new URLSearchParams(parameters as [string, string][]);
    return await received(await app.fetch(new Request(`${url}/auth/token`, { method: "POST", body })));
  };
  expectOAuthFailure(await grant(["scope", "a"], ["scope", "b"]), "invalid_request");
  expect((await grant(["known_revision", "a b+c&d=é"])).json).toMatchObject({ rotation: "rotated" });
});

test("Hono's own limit of bodies may stand before the routes", async () => {
  const { pawl } = createTestPawl();
  const app = new Hono();
  app.use(bodyLimit({ maxSize: 1024 }));
  app.all("/auth/*", pawlRoutes(pawl));
  expect((await app.fetch(loginRequest())).status).toBe(200);
});

test("a middleware may add headers to an answer of ours, and to a refusal of the guard", async () => {
  const { pawl } = createTestPawl();
  const app = new Hono<SessionVariables>();
  app.use(async (c, next) => {
    await next();
    c.header("X-Request-Id", "7");
  });
  app.all("/auth/*", pawlRoutes(pawl));
  app.get("/api/me", requireSession(pawl), (c) => c.json(c.get("session")));
  const login = await app.fetch(loginRequest());
  const refused = await app.fetch(new Request(`${url}/api/me`));
  expect([login.status, login.headers.get("x-request-id")]).toEqual([200, "7"]);
  expect(login.headers.getSetCookie()).toHaveLength(1);
  expect([refused.status, refused.headers.get("x-request-id")]).toEqual([401, "7"]);
  expect(refused.headers.get("www-authenticate")).toBe('Bearer realm="pawl"');
});

test("an error of the application behind the guard is the application's, not a 401", async () => {
  const { pawl } = createTestPawl();
  const { accessToken } = await pawl.create("usr_ada");
  const app = new Hono<SessionVariables>();
  app.get("/api/me", requireSession(pawl), () => {
    throw new Error("of the application");
  });
  app.onError((error, c) => c.text(error.message, 500));
  const headers = { Authorization: `Bearer ${accessToken}` };
  const answer = await app.fetch(new Request(`${url}/api/me`, { headers }));
  expect([answer.status, await answer.text()]).toEqual([500, "of the application"]);
});

test("the routes work in an app that is itself mounted", async () => {
  const { pawl } = createTestPawl();
  const auth = new Hono();
  auth.all("/*", pawlRoutes(pawl));
  const app = new Hono().route("/auth", auth);
  expect((await app.fetch(loginRequest())).status).toBe(200);
});
