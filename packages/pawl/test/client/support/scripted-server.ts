import type { RotationOutcome } from "../../../src/client/index.ts";
import { json, noContent, problem, sessionPayload, tokenBody, unauthorized } from "./answers.ts";

/** One request, as it arrived. */
export interface Arrived {
  readonly url: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
  readonly init: RequestInit;
}

export type Answer = (request: Arrived) => Response | Promise<Response>;

/** An answer that is given when the test says so. */
export interface Held {
  readonly answer: Answer;
  /** Answers all requests that wait. */
  release(response: () => Response): void;
}

export function held(): Held {
  const waiting: ((response: Response) => void)[] = [];
  return {
    answer: () => new Promise((resolve) => void waiting.push(resolve)),
    release(response) {
      for (const give of waiting.splice(0)) give(response());
    },
  };
}

/** No connection, as `fetch` tells it. */
export const offline: Answer = () => {
  throw new TypeError("Failed to fetch");
};

/**
 * A small auth server and API behind a `fetch`. It holds one session, like a browser's cookie jar and a server
 * together; each answer can be replaced, once or for good.
 */
export interface ScriptedServer {
  readonly fetch: typeof fetch;
  readonly arrived: Arrived[];
  /** Requests to a path, e.g. `/auth/refresh`. */
  to(path: string): Arrived[];
  /** The next request to the path is answered so; several calls queue up. */
  once(path: string, answer: Answer): void;
  /** All requests to the path are answered so from now on. */
  always(path: string, answer: Answer): void;
  /** Back to what the server does by itself. */
  normally(path: string): void;
  session: { subject: string; generation: number; sid?: string } | undefined;
  rotation: RotationOutcome;
  expiresIn: number;
  /** No access token issued so far is accepted any more. */
  expireTokens(): void;
}

export function scriptedServer(): ScriptedServer {
  const arrived: Arrived[] = [];
  const queued = new Map<string, Answer[]>();
  const fixed = new Map<string, Answer>();
  const valid = new Set<string>();
  let issued = 0;

  const issue = (rotation?: RotationOutcome): Response => {
    const token = `access-token-${++issued}`;
    valid.add(token);
    const { subject = "", generation = 0, sid } = server.session ?? {};
    return json(
      tokenBody(token, {
        expires_in: server.expiresIn,
        revision: `revision-${issued}`,
        session: sessionPayload({ subject, generation, ...(sid && { sid }) }),
        ...(rotation && { rotation }),
      }),
    );
  };

  const routes: Record<string, Answer> = {
    "/auth/login"({ body }) {
      const { email, password } = JSON.parse(body) as { email: string; password: string };
      if (password !== "right") return problem("invalid_credentials");
      server.session = { subject: email, generation: 0 };
      return issue();
    },
    "/auth/refresh"() {
      if (!server.session) return problem("refresh_token_missing");
      server.session.generation++;
      return issue(server.rotation);
    },
    "/auth/logout"() {
      server.session = undefined;
      valid.clear();
      return noContent();
    },
    "/auth/receipt": () => noContent(),
  };

  const api: Answer = ({ headers, body, path }) => {
    const token = headers.get("authorization")?.replace("Bearer ", "");
    if (!token) return problem("access_token_missing");
    return valid.has(token) ? json({ path, body, token }) : unauthorized();
  };

  const server: ScriptedServer = {
    arrived,
    session: { subject: "ada", generation: 0 },
    rotation: "rotated",
    expiresIn: 1800,
    to: (path) => arrived.filter((request) => request.path === path),
    once: (path, answer) => void queued.set(path, [...(queued.get(path) ?? []), answer]),
    always: (path, answer) => void fixed.set(path, answer),
    normally: (path) => void fixed.delete(path),
    expireTokens: () => valid.clear(),
    async fetch(input, init = {}) {
      // Read as fetch does: everything about the request is taken when the call is made.
      const request = new Request(input, init);
      const signal = request.signal;
      signal.throwIfAborted();
      const { pathname: path } = new URL(request.url);
      const given = input instanceof Request ? {} : init;
      const one: Arrived = {
        url: request.url,
        path,
        method: request.method,
        headers: request.headers,
        body: await request.text(),
        init: given,
      };
      arrived.push(one);
      const answer = queued.get(path)?.shift() ?? fixed.get(path) ?? routes[path] ?? api;
      return await new Promise<Response>((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        Promise.resolve()
          .then(() => answer(one))
          .then(resolve, reject);
      });
    },
  };
  return server;
}
