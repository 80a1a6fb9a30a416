import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";

/** A request as it came over the wire: what the browser really sent. */
export interface Sent {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: Buffer | string;
}

export interface Exchange {
  readonly sent: Sent;
  /** Passes the request on to the server and returns its answer, which the browser does not have yet. */
  forward(): Promise<Answer>;
  /** Answers the browser. */
  reply(answer: Answer): void;
  /** Breaks the connection: the browser gets nothing. */
  drop(): void;
}

export type Treatment = (exchange: Exchange) => Promise<void> | void;

export interface FaultyProxy {
  readonly origin: string;
  /** Everything that came, oldest first. */
  readonly sent: readonly Sent[];
  /** From now on, requests for this path (without query) are treated like this. */
  treat(path: string, treatment: Treatment): void;
  /** From now on, requests for this path go through again. */
  leave(path: string): void;
  /** Waits for the next request for this path. */
  next(path: string): Promise<Sent>;
  close(): Promise<void>;
}

export const passOn: Treatment = async ({ forward, reply }) => reply(await forward());

/**
 * A reverse proxy before a server, as many stand before servers, and as faulty as a test wants it to be.
 *
 * Every connection serves one request: on a used one, Chromium would by itself repeat what got no answer, and the
 * test would not see what the page makes of it.
 */
export async function startProxy(target: string): Promise<FaultyProxy> {
  const sent: Sent[] = [];
  const treatments = new Map<string, Treatment>();
  const waiting: { path: string; found: (one: Sent) => void }[] = [];

  const server = createServer(async (incoming, outgoing) => {
    outgoing.shouldKeepAlive = false;
    const body = await readAll(incoming);
    const { method = "GET", url: path = "/", headers } = incoming;
    const one: Sent = { method, path, headers };
    sent.push(one);
    const bare = path.split("?", 1)[0] as string;
    for (const { found } of waiting.filter((wait) => wait.path === bare)) found(one);
    const exchange: Exchange = {
      sent: one,
      forward: () => forward(target, one, body),
      reply: (answer) => reply(outgoing, answer),
      drop: () => incoming.socket.destroy(),
    };
    try {
      const treatment = treatments.get(bare);
      await (treatment ? treatment(exchange) : passThrough(target, one, body, outgoing));
    } catch {
      // The server is gone, and so is the answer.
      exchange.drop();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    sent,
    treat: (path, treatment) => void treatments.set(path, treatment),
    leave: (path) => void treatments.delete(path),
    next: (path) =>
      new Promise((found) => {
        const wait = {
          path,
          found: (one: Sent) => {
            waiting.splice(waiting.indexOf(wait), 1);
            found(one);
          },
        };
        waiting.push(wait);
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** As it comes, so that a stream of events is one behind the proxy, too; and ended by whoever ends it first. */
async function passThrough(target: string, one: Sent, body: Buffer, outgoing: ServerResponse): Promise<void> {
  const response = await ask(target, one, body, outgoing);
  if (outgoing.destroyed) return;
  outgoing.writeHead(response.statusCode ?? 502, ofTheMessage(response.headers));
  outgoing.flushHeaders();
  // Whichever side breaks off, the other learns of it; nobody else needs to.
  await pipeline(response, outgoing).catch(() => undefined);
}

async function forward(target: string, one: Sent, body: Buffer): Promise<Answer> {
  const response = await ask(target, one, body);
  return {
    status: response.statusCode ?? 502,
    headers: { ...response.headers },
    body: await readAll(response),
  };
}

function ask(
  target: string,
  { method, path, headers }: Sent,
  body: Buffer,
  listener?: ServerResponse,
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(target);
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      { host: hostname === "localhost" ? "127.0.0.1" : hostname, port, method, path, headers },
      resolve,
    );
    asked.on("error", reject);
    // Who hung up is not kept waiting for.
    listener?.once("close", () => asked.destroy());
    asked.end(body);
  });
}

function reply(outgoing: ServerResponse, { status, headers = {}, body = "" }: Answer): void {
  if (outgoing.destroyed) return;
  outgoing.writeHead(status, ofTheMessage(headers));
  outgoing.end(outgoing.req.method === "HEAD" ? undefined : body);
}

/** Without those of one connection. */
function ofTheMessage(headers: NonNullable<Answer["headers"]>): NonNullable<Answer["headers"]> {
  const {
    connection: _connection,
    "keep-alive": _keepAlive,
    "transfer-encoding": _coding,
    ...rest
  } = headers;
  return rest;
}
