/**
 * Goal: what is particular to Express works: other body parsers before it, routers in routers, its error handling.
 * Method: real apps over real connections; what all adapters share stands in every-adapter.test.ts.
 */
import express from "express";
import { expect, test } from "vitest";
import { pawlRouter, requireSession } from "../../../src/http/adapters/express.ts";
import { createTestPawl } from "../../support/create-test-pawl.ts";
import { ada } from "../../support/people.ts";
import { listen } from "../support/listen.ts";
import { expectOAuthFailure } from "../support/oauth-failure.ts";
import { expectProblem } from "../support/problem.ts";
import { type Sent, send } from "../support/send.ts";
import { tokenShape } from "../support/shapes.ts";
import { fromOwnPage } from "../support/site.ts";
import { form, held } from "../support/visits.ts";

const headers = { ...fromOwnPage, "Content-Type": "application/json" };
const credentials = { email: ada.email, password: ada.password };

async function serve(
  arrange: (app: express.Express, routes: express.RequestHandler) => void,
): Promise<{ port: number }> {
  const app = express();
  arrange(app, pawlRouter(createTestPawl().pawl));
  return { port: await listen(app) };
}

test.each([
  ["express.json()", express.json()],
  ["express.text()", express.text({ type: "*/*" })],
  ["express.raw()", express.raw({ type: "*/*" })],
  ["express.json() for other types only", express.json({ type: "application/vnd.api+json" })],
  ["express.urlencoded()", express.urlencoded()],
])("%s before the routes takes nothing from them", async (_, parser) => {
  const { port } = await serve((app, routes) => app.use(parser).use("/auth", routes));
  const answer = await send(port, "POST", "/auth/login", { headers, body: credentials });
  expect(answer.json).toEqual(tokenShape("cookie"));
});

test("C56: a form that express.urlencoded() has read is still no JSON", async () => {
  const { port } = await serve((app, routes) => app.use(express.urlencoded()).use("/auth", routes));
  const answer = await send(port, "POST", "/auth/login", {
    headers: { ...fromOwnPage, "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(credentials).toString(),
  });
  expectProblem(answer, "unsupported_media_type");
});

test.each([
  ["express.urlencoded()", express.urlencoded()],
  ["express.urlencoded(), of objects in forms", express.urlencoded({ extended: true })],
  ["express.text()", express.text({ type: "*/*" })],
  ["express.raw()", express.raw({ type: "*/*" })],
])(
  "a form that %s has read is the form that was sent, a parameter that came twice included",
  async (_, parser) => {
    const { pawl } = createTestPawl();
    const port = await listen(express().use(parser).use("/auth", pawlRouter(pawl)));
    const { refreshToken } = await pawl.create("usr_ada");
    const site = {
      send: (method: string, path: string, sent?: Sent) => send(port, method, `/auth${path}`, sent),
    };
    const parameters: [string, string][] = [
      ["grant_type", "refresh_token"],
      ["refresh_token", refreshToken],
      ["known_revision", "a b+c&d=é"],
    ];
    const twice = await form(site, "/token", [...parameters, ["refresh_token", "x"]]);
    expectOAuthFailure(twice, "invalid_request", { detail: "A parameter comes twice." });
    const nested: [string, string][] = [...parameters, ["scope[x]", "y"]];
    expect(held(await form(site, "/token", nested)).tokens.rotation).toBe("rotated");
  },
);

test("C82: a prototype in a body that express.json() has read is refused, and pollutes nothing", async () => {
  const { port } = await serve((app, routes) => app.use(express.json()).use("/auth", routes));
  const body = JSON.stringify(credentials).replace("{", '{"__proto__":{"polluted":1},');
  expectProblem(await send(port, "POST", "/auth/login", { headers, body }), "invalid_request");
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test("a middleware that sets a body without reading one, as older parsers do, hides none", async () => {
  const { port } = await serve((app, routes) => {
    app.use((request, _response, next) => {
      request.body = {};
      next();
    });
    app.use("/auth", routes);
  });
  const answer = await send(port, "POST", "/auth/login", { headers, body: credentials });
  expect(answer.json).toEqual(tokenShape("cookie"));
});

test("a middleware that waits before the routes loses no body", async () => {
  const { port } = await serve((app, routes) => {
    app.use((_request, _response, next) => setImmediate(next)).use("/auth", routes);
  });
  const answer = await send(port, "POST", "/auth/login", { headers, body: credentials });
  expect(answer.status).toBe(200);
});

test("the routes work in a router that is itself mounted", async () => {
  const { pawl } = createTestPawl({ basePath: "/api/auth" });
  const inner = express.Router().use("/auth", pawlRouter(pawl));
  const port = await listen(express().use("/api", inner));
  const answer = await send(port, "POST", "/api/auth/login", { headers, body: credentials });
  expect(answer.status).toBe(200);
});

test("a handler that rejects goes to Express's own error handling", async () => {
  const broken = pawlRouter({ handler: () => Promise.reject(new Error("inside")) });
  const seen: unknown[] = [];
  const app = express().use(broken);
  app.use((error: unknown, _request: unknown, response: express.Response, _next: express.NextFunction) => {
    seen.push(error);
    response.status(500).end();
  });
  expect((await send(await listen(app), "GET", "/")).status).toBe(500);
  expect(seen).toEqual([new Error("inside")]);
});

test("an error of the application behind the guard goes to Express's own error handling", async () => {
  const { pawl } = createTestPawl();
  const { accessToken } = await pawl.create("usr_ada");
  const app = express();
  app.get("/api/me", requireSession(pawl), () => {
    throw new Error("of the application");
  });
  app.use((error: Error, _request: unknown, response: express.Response, _next: express.NextFunction) => {
    response.status(500).end(error.message);
  });
  const answer = await send(await listen(app), "GET", "/api/me", {
    headers: { Authorization: `Bearer ${accessToken}` },
  });
  expect([answer.status, answer.text]).toEqual([500, "of the application"]);
});

test("the guard may stand before a whole router", async () => {
  const { pawl } = createTestPawl();
  const { accessToken } = await pawl.create("usr_ada");
  const notes = express.Router().get("/", (_request, response) => {
    response.json({ owner: (response.locals["session"] as { sub: string }).sub });
  });
  const guarded = await listen(express().use("/api/notes", requireSession(pawl), notes));
  const answer = await send(guarded, "GET", "/api/notes", {
    headers: { Authorization: `Bearer ${accessToken}` },
  });
  expect(answer.json).toEqual({ owner: "usr_ada" });
  expectProblem(await send(guarded, "GET", "/api/notes"), "access_token_missing");
});
