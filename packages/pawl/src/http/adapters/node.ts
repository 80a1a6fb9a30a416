import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { AccessTokenClaims } from "../../tokens/access-token.ts";
import { type AccessTokenVerifier, bearerToken } from "../authenticate.ts";
import type { Handler } from "../handler.ts";
import { refusal } from "../require-session.ts";

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
    await writeResponse(await handler(toRequest(incoming)), incoming, outgoing);
  } catch {
    // The handler answers everything that it can; what is left is a request line or a socket that is broken.
    if (!outgoing.headersSent) outgoing.writeHead(400);
    outgoing.end();
  }
}

/**
 * The request as Fetch has it.
 *
 * @param body instead of the stream, when a framework has read it already.
 */
export function toRequest(
  incoming: IncomingMessage & { originalUrl?: string },
  body?: string,
): Request {
  const method = incoming.method ?? "GET";
  const headers = new Headers();
  const raw = incoming.rawHeaders;
  for (let i = 0; i < raw.length; i += 2) headers.append(raw[i] as string, raw[i + 1] as string);
  const target = incoming.originalUrl ?? incoming.url ?? "/";
  const url = target.startsWith("/") ? `http://localhost${target}` : target;
  const takesBody = method !== "GET" && method !== "HEAD";
  if (takesBody && body !== undefined) return new Request(url, { method, headers, body });
  if (!takesBody || !hasBody(incoming)) return new Request(url, { method, headers });
  const stream = Readable.toWeb(incoming) as unknown as BodyInit;
  return new Request(url, { method, headers, body: stream, duplex: "half" } as RequestInit);
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
  if (response.body === null) {
    outgoing.writeHead(response.status, headers).end();
  } else if (response.headers.get("content-type")?.includes("json")) {
    // Small and complete: one write with its length, instead of a stream's several.
    const body = Buffer.from(await response.arrayBuffer());
    headers["content-length"] = String(body.length);
    outgoing.writeHead(response.status, headers).end(body);
  } else {
    outgoing.writeHead(response.status, headers);
    const stream = Readable.fromWeb(response.body as NodeReadableStream);
    stream.on("error", () => outgoing.destroy());
    stream.pipe(outgoing);
  }
}

/**
 * Guards a `node:http` listener: it runs with the session of the request's access token, or the answer is our typed
 * 401. Does not check scopes or roles.
 */
export function requireSession(
  verifier: AccessTokenVerifier,
  handle: (request: IncomingMessage, response: ServerResponse, session: AccessTokenClaims) => void | Promise<void>,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    let session: AccessTokenClaims;
    try {
      session = await verifier.verify(bearerToken(authorizationOf(incoming)));
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
