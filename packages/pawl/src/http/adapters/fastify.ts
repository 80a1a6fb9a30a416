import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { AccessTokenClaims } from "../../tokens/access-token.ts";
import { createAdmission } from "../admission.ts";
import type { AccessTokenVerifier } from "../authenticate.ts";
import type { Handler } from "../handler.ts";
import { textOf } from "../json-response.ts";
import { refusal } from "../require-session.ts";
import type { SessionRequirements } from "../session-requirements.ts";
import { answerTo } from "./node.ts";

/** What the guard needs of a request of Fastify's. */
export interface GuardedRequest {
  readonly raw: Pick<IncomingMessage, "headers"> & Partial<Pick<IncomingMessage, "headersDistinct">>;
}

/** What it needs of a reply. */
export interface GuardedReply {
  code(status: number): GuardedReply;
  header(name: string, value: string): GuardedReply;
  send(payload: string): GuardedReply;
}

/** What the routes need of a request. */
export interface RoutedRequest {
  readonly raw: IncomingMessage;
  readonly body: unknown;
}

/** What they need of a reply. */
export interface RoutedReply {
  code(status: number): RoutedReply;
  header(name: string, value: string): RoutedReply;
  send(payload?: string | Readable): RoutedReply;
}

/** What they need of an instance of Fastify. */
export interface RoutedApp {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    contentType: string,
    parser: (request: RoutedRequest, payload: IncomingMessage) => Promise<unknown>,
  ): unknown;
  all(path: string, handler: (request: RoutedRequest, reply: RoutedReply) => Promise<unknown>): unknown;
}

const sessions = new WeakMap<object, AccessTokenClaims>();

/**
 * All routes as a plugin: `app.register(pawlRoutes(pawl), { prefix: "/auth" })`, at the path of the issuer.
 *
 * Reads bodies by itself, for which it puts the parsers of its own scope aside; those of the app are left alone. Its answers go
 * through the hooks of the app. What Fastify refuses before any route, such as a method that it does not know, is Fastify's.
 */
export function pawlRoutes(pawl: { readonly handler: Handler }): (app: RoutedApp) => Promise<void> {
  return async (app) => {
    app.removeAllContentTypeParsers();
    // What a hook of the app has made of the body, a decompressed one say, is the body.
    app.addContentTypeParser("*", async (_request, payload) => payload);
    const answer = async ({ raw, body }: RoutedRequest, reply: RoutedReply) => {
      const read = body instanceof Readable && body !== raw ? body : undefined;
      return sendResponse(await answerTo(pawl.handler, raw, read), raw, reply);
    };
    // The prefix itself, and all below it.
    for (const path of ["/", "/*"]) app.all(path, answer);
  };
}

/** A reply of Fastify's from a Fetch response; `Set-Cookie` keeps one line for each cookie. */
function sendResponse(response: Response, incoming: IncomingMessage, reply: RoutedReply): RoutedReply {
  reply.code(response.status);
  for (const [name, value] of response.headers) reply.header(name, value);
  // A body that nobody read would be taken for the next request.
  if (!incoming.complete) reply.header("connection", "close");
  const text = textOf(response);
  if (text !== undefined) return reply.send(text);
  if (response.body === null) return reply.send();
  return reply.send(Readable.fromWeb(response.body as NodeReadableStream));
}

/**
 * A hook that guards routes: `{ onRequest: requireSession(verifier) }`, or `app.addHook("onRequest", …)` for all of a
 * plugin's. `sessionOf(request)` then gives the claims of the access token. Otherwise the answer is our typed 401, or 403
 * for a scope that is lacking. Does not check roles.
 *
 * As `onRequest` it answers before a body is read.
 *
 * @throws TypeError that names the requirement and the fix.
 */
export function requireSession(
  verifier: AccessTokenVerifier,
  requirements?: SessionRequirements,
): (request: GuardedRequest, reply: GuardedReply) => Promise<unknown> {
  const admit = createAdmission(verifier, requirements);
  return async (request, reply) => {
    try {
      sessions.set(request, await admit(authorizationOf(request)));
      return undefined;
    } catch (thrown) {
      const response = refusal(thrown);
      reply.code(response.status);
      for (const [name, value] of response.headers) reply.header(name, value);
      // A hook that returns its reply ends the request here.
      return reply.send(await response.text());
    }
  };
}

/**
 * The claims of a request that `requireSession` let through.
 *
 * @throws TypeError if it did not: the route is not guarded.
 */
export function sessionOf(request: object): AccessTokenClaims {
  const session = sessions.get(request);
  if (session === undefined) throw new TypeError("this route has no session; guard it with requireSession");
  return session;
}

/** Two of them are joined, so that neither passes for one token. Requests of `inject()` have no list. */
function authorizationOf({ raw }: GuardedRequest): string | undefined {
  return raw.headersDistinct?.["authorization"]?.join(", ") ?? raw.headers.authorization;
}
