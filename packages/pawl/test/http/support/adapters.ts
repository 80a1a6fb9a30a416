import type { RequestListener } from "node:http";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import * as expressAdapter from "../../../src/http/adapters/express.ts";
import * as fastifyAdapter from "../../../src/http/adapters/fastify.ts";
import * as honoAdapter from "../../../src/http/adapters/hono.ts";
import * as nodeAdapter from "../../../src/http/adapters/node.ts";
import type { Handler } from "../../../src/http/handler.ts";
import { requireSession } from "../../../src/http/require-session.ts";
import type { Pawl } from "../../../src/server/create-pawl.ts";
import { createTestPawl, type TestPawlOptions } from "../../support/create-test-pawl.ts";
import { listen } from "./listen.ts";
import { send } from "./send.ts";
import type { Site } from "./site.ts";

/** A whole app: Pawl under `/auth`, and `GET /api/me`, guarded, which answers with the claims it was given. */
export interface Adapter {
  readonly name: string;
  readonly serve: (pawl: Pick<Pawl, "handler" | "verify">) => RequestListener | Promise<RequestListener>;
}

const node: Adapter = {
  name: "node:http",
  serve: (pawl) => {
    const auth = nodeAdapter.toNodeListener(pawl.handler);
    const me = nodeAdapter.requireSession(pawl, (_, outgoing, session) => {
      outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(session));
    });
    return (incoming, outgoing) => {
      if (incoming.url === "/api/me") void me(incoming, outgoing);
      else auth(incoming, outgoing);
    };
  },
};

const fetchHandler: Adapter = {
  name: "a Fetch handler",
  serve: (pawl) => {
    const me = requireSession(pawl, (_, session) => Response.json(session));
    const handler: Handler = (request) =>
      new URL(request.url).pathname === "/api/me" ? me(request) : pawl.handler(request);
    return nodeAdapter.toNodeListener(handler);
  },
};

const hono: Adapter = {
  name: "Hono",
  serve: (pawl) => {
    const app = new Hono<honoAdapter.SessionVariables>();
    app.all("/auth/*", honoAdapter.pawlRoutes(pawl));
    app.get("/api/me", honoAdapter.requireSession(pawl), (c) => c.json(c.get("session")));
    return nodeAdapter.toNodeListener(async (request) => app.fetch(request));
  },
};

const fastify: Adapter = {
  name: "Fastify",
  serve: async (pawl) => {
    const app = Fastify();
    app.register(fastifyAdapter.pawlRoutes(pawl), { prefix: "/auth" });
    app.get("/api/me", { onRequest: fastifyAdapter.requireSession(pawl) }, async (request) =>
      fastifyAdapter.sessionOf(request),
    );
    await app.ready();
    return app.routing;
  },
};

const withExpress = (
  name: string,
  arrange: (app: express.Express, routes: express.RequestHandler) => void,
): Adapter => ({
  name,
  serve: (pawl) => {
    const app = express();
    arrange(app, expressAdapter.pawlRouter(pawl));
    app.get("/api/me", expressAdapter.requireSession(pawl), (_, response) => {
      response.json(response.locals["session"]);
    });
    return app;
  },
});

export const adapters: readonly Adapter[] = [
  node,
  fetchHandler,
  hono,
  fastify,
  withExpress("Express, before express.json()", (app, routes) => {
    app.use("/auth", routes);
    app.use(express.json());
  }),
  withExpress("Express, after express.json()", (app, routes) => {
    app.use(express.json());
    app.use("/auth", routes);
  }),
];

export interface AdaptedSite extends Site {
  /** `GET /api/me`. */
  me(headers?: Parameters<typeof send>[3]): ReturnType<typeof send>;
}

/** Pawl in an app of this kind, closed when the test is over. */
export async function openAdapted(adapter: Adapter, options: TestPawlOptions = {}): Promise<AdaptedSite> {
  const test = createTestPawl(options);
  const port = await listen(await adapter.serve(test.pawl));
  return {
    ...test,
    port,
    send: (method, path, sent) => send(port, method, `/auth${path}`, sent),
    me: (sent) => send(port, "GET", "/api/me", sent),
  };
}
