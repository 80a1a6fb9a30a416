import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ClientOptions } from "pawl/client";
import { requireSession, toNodeListener } from "pawl/http/node";
import { createPawl, type Pawl, type Policy, type ServerStore, type SessionEvent } from "pawl/server";
import { memoryStore } from "pawl/stores/memory";
import { type Line, startLine } from "./line.ts";
import { tabDocument, tabScripts } from "./tab-pages.ts";

export interface SiteSettings {
  readonly policy?: Partial<Policy>;
  /** Of the client in each page. */
  readonly client?: Pick<ClientOptions, "refreshTimeoutMs" | "live" | "whenOffline" | "whenEnded">;
}

/** A request that reached the server. */
export interface Arrival {
  /** Such as `POST /auth/refresh`. */
  readonly line: string;
  /** Whose access token it carried, where the server asked for one. */
  subject?: string;
  /** Which tab says that it sent it, with a header of its own. */
  readonly tab: string | undefined;
  /** The status that it was answered with, once it was. */
  status?: number;
}

/** A site in one process: Pawl with a store in memory, an API behind a guard, test pages; and the line to it. */
export interface Site {
  /** What the browser sees: the line's end. */
  readonly origin: string;
  readonly line: Line;
  /** The running server's. */
  readonly pawl: Pawl;
  /** What the server told, oldest first. */
  readonly events: readonly SessionEvent[];
  /** Every request that got through to the server, except for pages. */
  readonly arrivals: readonly Arrival[];
  /** Those like `line`. */
  arrivalsOf(line: string): Arrival[];
  /** Open answers of `GET /events`. */
  openStreams(): number;
  /** Kills the server, with whatever it was doing, and starts another on the same store. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Everyone is who they say; a hash would only cost the time of the tests. */
const identity = {
  authenticate: async ({ email }: { readonly email: string }) => ({ subject: email, amr: ["pwd"] }),
};

export async function startSite({ policy, client = {} }: SiteSettings = {}): Promise<Site> {
  const scripts = await tabScripts();
  const store = memoryStore();
  const secrets = [randomBytes(32).toString("base64url")];
  const events: SessionEvent[] = [];
  const arrivals: Arrival[] = [];
  let openStreams = 0;
  let running: { readonly pawl: Pawl; readonly port: number; kill(): void } | undefined;
  const line = await startLine(() => running?.port ?? 0);

  function arrive(req: IncomingMessage, res: ServerResponse): Arrival {
    const path = req.url?.split("?", 1)[0];
    const arrival: Arrival = { line: `${req.method} ${path}`, tab: req.headers["x-tab"]?.toString() };
    arrivals.push(arrival);
    const isStream = path === "/auth/events";
    if (isStream) openStreams++;
    res.once("close", () => {
      arrival.status = res.statusCode;
      if (isStream) openStreams--;
    });
    return arrival;
  }

  async function start(): Promise<void> {
    const pawl = createSitePawl(line.origin, {
      store,
      secrets,
      policy,
      onEvent: (event) => events.push(event),
    });
    const auth = toNodeListener(pawl.handler);
    const notes = (arrival: Arrival) =>
      requireSession(pawl, async (_req, res, { sub }) => {
        arrival.subject = sub;
        res.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
        res.end(JSON.stringify({ subject: sub }));
      });
    const server = createServer((req, res) => {
      const path = req.url?.split("?", 1)[0] ?? "";
      if (path.startsWith("/api/")) void notes(arrive(req, res))(req, res);
      else if (path.startsWith("/auth/")) {
        arrive(req, res);
        auth(req, res);
      } else servePage(path, res);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const kill = () => {
      pawl.close();
      server.close();
      server.closeAllConnections();
    };
    running = { pawl, port: (server.address() as AddressInfo).port, kill };
    await pawl.ready();
  }

  function servePage(path: string, res: ServerResponse): void {
    const script = scripts.get(path);
    const type = script === undefined ? "text/html; charset=utf-8" : "text/javascript";
    res.writeHead(200, { "content-type": type, "cache-control": script ? "max-age=600" : "no-cache" });
    res.end(script ?? tabDocument(path === "/strict-mode" ? "strict-mode" : "tab", client));
  }

  await start();
  return {
    origin: line.origin,
    line,
    get pawl() {
      if (running === undefined) throw new Error("The server is not running.");
      return running.pawl;
    },
    events,
    arrivals,
    arrivalsOf: (wanted) => arrivals.filter((arrival) => arrival.line === wanted),
    openStreams: () => openStreams,
    async restart() {
      running?.kill();
      await start();
    },
    async close() {
      running?.kill();
      await line.close();
    },
  };
}

function createSitePawl(
  origin: string,
  options: {
    readonly store: ServerStore;
    readonly secrets: readonly string[];
    readonly policy: Partial<Policy> | undefined;
    readonly onEvent: (event: SessionEvent) => void;
  },
): Pawl {
  return createPawl({ issuer: `${origin}/auth`, audience: origin, identity, ...options });
}
