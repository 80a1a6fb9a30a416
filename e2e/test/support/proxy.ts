import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

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
      await (treatments.get(bare) ?? passOn)(exchange);
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

function forward(target: string, { method, path, headers }: Sent, body: Buffer): Promise<Answer> {
  const { hostname, port } = new URL(target);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { host: hostname === "localhost" ? "127.0.0.1" : hostname, port, method, path, headers },
      (response) => {
        readAll(response).then(
          (text) =>
            resolve({ status: response.statusCode ?? 502, headers: { ...response.headers }, body: text }),
          reject,
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function reply(outgoing: ServerResponse, { status, headers = {}, body = "" }: Answer): void {
  if (outgoing.destroyed) return;
  // Those of one connection, not of the message.
  const {
    connection: _connection,
    "keep-alive": _keepAlive,
    "transfer-encoding": _coding,
    ...rest
  } = headers;
  outgoing.writeHead(status, rest);
  outgoing.end(outgoing.req.method === "HEAD" ? undefined : body);
}
