/**
 * Goal: what is particular to Fastify works: its body parsers, hooks, plugins and `inject()`, and its types.
 * Method: real apps, that listen or are asked by `inject()`; what all adapters share stands in every-adapter.test.ts.
 */
import type { AddressInfo } from "node:net";
import { createGunzip, gzipSync } from "node:zlib";
import Fastify, { type FastifyHttp2Options, type FastifyHttpsOptions, type FastifyInstance } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { pawlRoutes, requireSession, sessionOf } from "../../../src/http/adapters/fastify.ts";
import { createTestPawl } from "../../support/create-test-pawl.ts";
import { ada } from "../../support/people.ts";
import { exchange, head } from "../support/connection.ts";
import { openEvents } from "../support/event-stream.ts";
import { expectProblem } from "../support/problem.ts";
import { send } from "../support/send.ts";
import { tokenShape } from "../support/shapes.ts";
import { cookieName, fromOwnPage } from "../support/site.ts";

const headers = { ...fromOwnPage, "Content-Type": "application/json" };
const credentials = { email: ada.email, password: ada.password };

/** An app on a free port, closed when the test is over. */
async function listening(app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => app.close());
  return (app.server.address() as AddressInfo).port;
}

async function serve(arrange: (app: FastifyInstance) => void = () => {}) {
  const { pawl } = createTestPawl();
  const app = Fastify();
  arrange(app);
  app.register(pawlRoutes(pawl), { prefix: "/auth" });
  return { pawl, app, port: await listening(app) };
}

test("a parser of the app's takes nothing from the routes, and is the app's as before", async () => {
  const { port } = await serve((app) => {
    app.addContentTypeParser("application/vnd.notes", { parseAs: "string" }, async () => "parsed");
    app.post("/api/notes", async ({ body }) => ({ body }));
  });
  expect((await send(port, "POST", "/auth/login", { headers, body: credentials })).json).toEqual(
    tokenShape("cookie"),
  );
  const custom = { headers: { "Content-Type": "application/vnd.notes" }, body: "note" };
  expect((await send(port, "POST", "/api/notes", custom)).json).toEqual({ body: "parsed" });
  expect((await send(port, "POST", "/api/notes", { body: { a: 1 } })).json).toEqual({ body: { a: 1 } });
});

test("C82: a prototype in a body is refused by the routes themselves, and a body without a type as well", async () => {
  const { port } = await serve();
  const body = JSON.stringify(credentials).replace("{", '{"__proto__":{"polluted":1},');
  expectProblem(await send(port, "POST", "/auth/login", { headers, body }), "invalid_request");
  const untyped = await send(port, "POST", "/auth/login", { headers: fromOwnPage, body });
  expectProblem(untyped, "unsupported_media_type");
});

test("a body that a hook of the app has decompressed is read", async () => {
  const { port } = await serve((app) => {
    app.addHook("preParsing", async (request, _reply, payload) =>
      request.headers["content-encoding"] === "gzip" ? payload.pipe(createGunzip()) : payload,
    );
  });
  const body = gzipSync(JSON.stringify(credentials));
  const answer = await send(port, "POST", "/auth/login", {
    headers: { ...headers, "Content-Encoding": "gzip" },
    body,
  });
  expect(answer.json).toEqual(tokenShape("cookie"));
});

test("hooks of the app see the answers of the routes and of the guard, and what they add is sent", async () => {
  const seen: unknown[] = [];
  const { pawl, port } = await serve((app) => {
    app.addHook("onRequest", async (_request, reply) => void reply.header("x-request-id", "7"));
    app.addHook("onSend", async (_request, reply, payload) => {
      reply.header("x-frame-options", "SAMEORIGIN");
      return payload;
    });
    app.addHook("onResponse", async ({ url }, { statusCode }) => void seen.push([url, statusCode]));
    app.register((inner, _options, done) => {
      inner.addHook("onRequest", requireSession({ verify: () => Promise.reject(new TypeError("unasked")) }));
      inner.get("/api/me", async () => "never");
      done();
    });
  });
  const login = await send(port, "POST", "/auth/login", { headers, body: credentials });
  const refused = await send(port, "GET", "/api/me");
  for (const answer of [login, refused]) {
    expect([answer.headers.get("x-request-id"), answer.headers.get("x-frame-options")]).toEqual([
      "7",
      "SAMEORIGIN",
    ]);
  }
  expect(login.setCookies).toEqual([expect.stringMatching(new RegExp(`^${cookieName}=`))]);
  expectProblem(refused, "access_token_missing");
  await expect
    .poll(() => seen)
    .toEqual([
      ["/auth/login", 200],
      ["/api/me", 401],
    ]);
  pawl.close();
});

test("a cookie of the app's and one of the routes' are both set", async () => {
  const { port } = await serve((app) => {
    app.addHook("onRequest", async (_request, reply) => void reply.header("set-cookie", "theme=dark"));
  });
  const { setCookies } = await send(port, "POST", "/auth/login", { headers, body: credentials });
  expect(setCookies).toEqual(["theme=dark", expect.stringMatching(new RegExp(`^${cookieName}=`))]);
});

test("an answer to a body that nobody read says that it is the last one of its connection", async () => {
  const { port } = await serve();
  const start = head("POST /auth/refresh HTTP/1.1", "Host: app.example", "Content-Length: 200000");
  const { text } = await exchange(port, start + " ".repeat(200_000));
  expect(text).toMatch(/^connection: close\r$/im);
});

test("HEAD is GET without its body", async () => {
  const { port } = await serve();
  const path = "/auth/.well-known/jwks.json";
  const [bare, get] = [await send(port, "HEAD", path), await send(port, "GET", path)];
  expect([bare.status, bare.text, bare.headers.get("cache-control")]).toEqual([
    200,
    "",
    get.headers.get("cache-control"),
  ]);
});

test("the document of the authorization server may be mounted where RFC 8414 has it", async () => {
  const { pawl } = createTestPawl();
  const prefix = "/.well-known/oauth-authorization-server/auth";
  const app = Fastify().register(pawlRoutes(pawl), { prefix });
  expect((await app.inject(prefix)).json()).toMatchObject({ issuer: "https://app.example/auth" });
});

test("the app closes once the streams of open pages have ended", async () => {
  const { pawl, app, port } = await serve();
  const { accessToken } = await pawl.create(ada.subject);
  const stream = await openEvents(port, accessToken);
  pawl.close();
  await stream.ended;
  expect(await app.close()).toBeUndefined();
});

test("the routes and the guard answer inject() as they answer a socket", async () => {
  const { pawl, app } = await serve((one) => {
    one.get("/api/me", { onRequest: requireSession(createTestPawl().pawl) }, async () => "never");
  });
  const login = await app.inject({ method: "POST", url: "/auth/login", headers, payload: credentials });
  expect(login.json()).toMatchObject({ token_type: "Bearer", session: { subject: ada.subject } });
  expect((await app.inject("/api/me")).statusCode).toBe(401);
  expect((await app.inject({ method: "HEAD", url: "/auth/healthz" })).statusCode).toBe(200);
  pawl.close();
});

test("an error of the application behind the guard is the application's, not a 401", async () => {
  const { pawl } = createTestPawl();
  const { accessToken } = await pawl.create(ada.subject);
  const app = Fastify();
  app.get("/api/me", { onRequest: requireSession(pawl) }, async () => {
    throw new Error("of the application");
  });
  app.get("/api/open", async (request) => sessionOf(request));
  app.setErrorHandler<Error>(async (error, _request, reply) => reply.code(500).send(error.message));
  const authorization = { headers: { Authorization: `Bearer ${accessToken}` } };
  const port = await listening(app);
  const answer = await send(port, "GET", "/api/me", authorization);
  expect([answer.status, answer.text]).toEqual([500, "of the application"]);
  const unguarded = await send(port, "GET", "/api/open", authorization);
  expect(unguarded.text).toContain("guard it with requireSession");
});

test("a handler that rejects goes to Fastify's own error handling", async () => {
  const app = Fastify();
  app.register(pawlRoutes({ handler: () => Promise.reject(new Error("inside")) }));
  app.setErrorHandler<Error>(async (error, _request, reply) => reply.code(500).send(error.message));
  expect((await app.inject("/anything")).body).toBe("inside");
});

test("a stream that breaks is cut off, so that nobody takes it for whole", async () => {
  let breakOff = () => {};
  const start = (controller: ReadableStreamDefaultController) => {
    controller.enqueue(new TextEncoder().encode("first piece\n"));
    breakOff = () => controller.error(new Error("inside"));
  };
  const app = Fastify();
  app.register(pawlRoutes({ handler: async () => new Response(new ReadableStream({ start })) }));
  const answer = await fetch(`http://127.0.0.1:${await listening(app)}/`);
  expect(answer.status).toBe(200);
  breakOff();
  await expect(answer.text()).rejects.toThrow("terminated");
});

test("the types fit every instance of Fastify: by TLS, by HTTP/2, with a guard for a whole plugin", async () => {
  const { pawl } = createTestPawl();
  const [guard, routes] = [requireSession(pawl), pawlRoutes(pawl)];
  const tls: FastifyHttpsOptions<import("node:https").Server> = { https: {} };
  const overTls = Fastify(tls);
  overTls.addHook("onRequest", guard);
  overTls.register(routes, { prefix: "/auth" });
  const http2: FastifyHttp2Options<import("node:http2").Http2Server> = { http2: true };
  const overHttp2 = Fastify(http2);
  overHttp2.get("/api/me", { onRequest: guard }, async (request) => sessionOf(request).sub);
  for (const app of [overTls, overHttp2]) expect(await app.ready()).toBeDefined();
});
