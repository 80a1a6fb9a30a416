import { onTestFinished } from "vitest";
import {
  type Client,
  type ClientOptions,
  createClient,
  type RefreshCause,
} from "../../../src/client/index.ts";
import { toNodeListener } from "../../../src/http/adapters/node.ts";
import { type Handler, requireSession } from "../../../src/http/index.ts";
import type { Pawl } from "../../../src/server/create-pawl.ts";
import { minutes } from "../../../src/session/policy.ts";
import { listen } from "../../http/support/listen.ts";
import { createTestPawl } from "../../support/create-test-pawl.ts";
import { ada } from "../../support/people.ts";
import { eventually } from "./eventually.ts";
import { jarFetch } from "./jar-fetch.ts";

/** One request to the API, as it arrived, whether or not its token was good. */
export interface Arrived {
  readonly path: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Pawl and an API behind one real `node:http` server, and Ada's browser with the client in one tab. */
export interface Site {
  readonly origin: string;
  readonly pawl: Pawl;
  readonly client: Client;
  /** What all pages and workers of Ada's browser send through: one cookie jar. */
  readonly browser: typeof fetch;
  readonly arrived: Arrived[];
  /** How many refreshes the server was asked for since Ada is logged in. */
  refreshes(): number;
  /** Why the client made them; `recovery` is its own, after it found no answer. */
  readonly causes: RefreshCause[];
  /** Waits for a refresh to reach the server. */
  refreshArrives(): Promise<void>;
  /** The next answers of a path of the API, whatever token it was sent. */
  readonly answers: Map<string, Handler[]>;
  /** What a path of the API answers after those. By default: whose token it was sent, or our 401. */
  readonly routes: Map<string, Handler>;
  /** All access tokens issued so far expire; the client does not know. */
  expireTokens(): void;
  /** Refreshes get no answer until the function that this gives is called. */
  holdRefreshes(): () => void;
  /** From now on no refresh gets an answer that says anything. */
  breakAuth(): void;
  /** They get one again. */
  mendAuth(): void;
}

/** What the API answers with, in JSON and to GraphQL alike: whose token it was sent. */
const whoAmI = (pawl: Pawl): Handler =>
  requireSession(pawl, (_, { sub }) => Response.json({ sub, data: { sub } }));

/** A new site with Ada logged in, closed when the test is over. */
export async function openSite(options: Partial<ClientOptions> = {}): Promise<Site> {
  const arrived: Arrived[] = [];
  const answers: Site["answers"] = new Map();
  const routes: Site["routes"] = new Map();
  let refreshes = 0;
  let gate = Promise.resolve();
  let isBroken = false;
  // The issuer has the port in it, so there is a port before there is an issuer.
  let handler: Handler = () => Promise.reject(new Error("not yet open"));
  const port = await listen(toNodeListener((request) => handler(request)));
  const origin = `http://127.0.0.1:${port}`;
  const { pawl, clock } = createTestPawl({ issuer: `${origin}/auth`, audience: origin });

  handler = async (request) => {
    const { pathname: path } = new URL(request.url);
    if (path.startsWith("/auth/")) {
      if (path !== "/auth/refresh") return pawl.handler(request);
      refreshes++;
      if (isBroken) return new Response("down", { status: 503 });
      await gate;
      return pawl.handler(request);
    }
    const { method, headers } = request;
    arrived.push({ path, method, headers, body: new Uint8Array(await request.clone().arrayBuffer()) });
    const answer = answers.get(path)?.shift() ?? routes.get(path) ?? whoAmI(pawl);
    return answer(request);
  };

  const browser = jarFetch(origin);
  const causes: RefreshCause[] = [];
  const client = createClient({
    authUrl: `${origin}/auth`,
    restore: false,
    fetch: browser,
    onEvent: (event) => void (event.type === "refresh_started" && causes.push(event.cause)),
    ...options,
  });
  onTestFinished(() => client.close());
  await client.login(ada);

  return {
    ...{ origin, pawl, client, browser, arrived, answers, routes, causes },
    refreshes: () => refreshes,
    refreshArrives: () => eventually(() => refreshes > 0),
    expireTokens: () => clock.advance(minutes(31)),
    holdRefreshes() {
      let release: () => void = () => undefined;
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    breakAuth() {
      isBroken = true;
    },
    mendAuth() {
      isBroken = false;
    },
  };
}
