import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { SessionError } from "../../protocol/errors.ts";
import type { AccessTokenClaims } from "../../tokens/access-token.ts";
import { createAdmission } from "../admission.ts";
import type { AccessTokenVerifier } from "../authenticate.ts";
import type { Handler } from "../handler.ts";
import { textOf } from "../json-response.ts";
import { refusal } from "../require-session.ts";
import type { SessionRequirements } from "../session-requirements.ts";

/** A listener for `http.createServer`, and a middleware for whatever takes one. */
export type NodeListener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Serves a Fetch handler from `node:http`.
 *
 * Guarantees that duplicate headers arrive as they were sent, joined, so that none is picked in silence; that
 * bodies stream both ways. The host in `request.url` is a placeholder: nothing of Pawl believes `Host`.
 */
export function toNodeListener(handler: Handler): NodeListener {
  return (incoming, outgoing) => {
    void serve(handler, incoming, outgoing);
  };
}

async function serve(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    await writeResponse(await answerTo(handler, incoming), incoming, outgoing);
  } catch (thrown) {
    // Pawl's own handler never rejects; another one may, and any body may break off while it is read.
    if (outgoing.headersSent) outgoing.destroy();
    else await writeResponse(refusal(thrown), incoming, outgoing);
  }
}

/**
 * The handler's answer; a request that Fetch cannot express, such as `OPTIONS *`, is answered here.
 *
 * @param body as for `toRequest`.
 */
export function answerTo(handler: Handler, incoming: IncomingMessage, body?: ReadBody): Promise<Response> {
  let request: Request;
  try {
    request = toRequest(incoming, body);
  } catch {
    const detail = "The request target is not a path or a URL.";
    return Promise.resolve(refusal(new SessionError("invalid_request", { detail })));
  }
  return handler(request);
}

/** A body that a framework has read already, or made a stream of its own of. */
type ReadBody = string | Uint8Array<ArrayBuffer> | Readable;

/**
 * The request as Fetch has it.
 *
 * @param body instead of the incoming stream, when a framework has read that already.
 */
function toRequest(incoming: IncomingMessage & { originalUrl?: string }, body?: ReadBody): Request {
  // Fetch has no TRACE; under a name that no route takes, it is told which methods would do (ASVS 13.4.4).
  const method = incoming.method === "TRACE" ? "NONE" : (incoming.method ?? "GET");
  const headers = new Headers();
  const raw = incoming.rawHeaders;
  for (let i = 0; i < raw.length; i += 2) headers.append(raw[i] as string, raw[i + 1] as string);
  const target = incoming.originalUrl ?? incoming.url ?? "/";
  const url = target.startsWith("/") ? `http://localhost${target}` : target;
  const takesBody = method !== "GET" && method !== "HEAD";
  if (!takesBody) return new Request(url, { method, headers });
  if (body !== undefined && !(body instanceof Readable)) return new Request(url, { method, headers, body });
  if (!hasBody(incoming)) return new Request(url, { method, headers });
  const stream = Readable.toWeb(body ?? incoming) as ReadableStream;
  // The browser's types do not know `duplex`, which a streamed body needs (Fetch §5.4).
  const init: RequestInit & { duplex: "half" } = { method, headers, body: stream, duplex: "half" };
  return new Request(url, init);
}

/** A body is announced by one of these two headers (RFC 9112 §6.3). */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Writes a Fetch response to a `node:http` one; `Set-Cookie` keeps one line for each cookie. */
export async function writeResponse(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of response.headers) if (name !== "set-cookie") headers[name] = value;
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  // A body that nobody read would be taken for the next request.
  if (!incoming.complete) headers["connection"] = "close";
  const text = textOf(response);
  if (text !== undefined) {
    // A string goes out with the head in one write.
    headers["content-length"] = String(Buffer.byteLength(text));
    outgoing.writeHead(response.status, headers).end(text);
  } else if (response.body === null) {
    outgoing.writeHead(response.status, headers).end();
  } else if (isJson(response)) {
    // Small and complete: one write with its length, instead of a stream's several.
    const body = Buffer.from(await response.arrayBuffer());
    headers["content-length"] = String(body.length);
    outgoing.writeHead(response.status, headers).end(body);
  } else {
    outgoing.writeHead(response.status, headers);
    pipeline(Readable.fromWeb(response.body as NodeReadableStream), outgoing, () => {
      // It has destroyed each side if the other failed, so whoever writes for a reader who hung up is told.
    });
  }
}

/** `application/json` and `…+json`; not the streamed kinds, such as `application/x-ndjson`. */
function isJson({ headers }: Response): boolean {
  return /^application\/(?:[\w.-]+\+)?json(?:;|$)/i.test(headers.get("content-type") ?? "");
}

/**
 * Guards a `node:http` listener: it runs with the session of the request's access token, or the answer is our typed
 * 401, or 403 for a scope that is lacking. Does not check roles, and does not catch what `handle` throws: the promise
 * returned rejects.
 *
 * @throws TypeError that names the requirement and the fix.
 */
export function requireSession(
  verifier: AccessTokenVerifier,
  handle: (
    request: IncomingMessage,
    response: ServerResponse,
    session: AccessTokenClaims,
  ) => void | Promise<void>,
  requirements?: SessionRequirements,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const admit = createAdmission(verifier, requirements);
  return async (incoming, outgoing) => {
    let session: AccessTokenClaims;
    try {
      session = await admit(authorizationOf(incoming));
    } catch (thrown) {
      await writeResponse(refusal(thrown), incoming, outgoing);
      return;
    }
    await handle(incoming, outgoing, session);
  };
}

/** The `Authorization` header; two of them are joined, so that neither passes for one token (RFC 9110 §5.2). */
export function authorizationOf(incoming: IncomingMessage): string | undefined {
  return incoming.headersDistinct["authorization"]?.join(", ");
}
