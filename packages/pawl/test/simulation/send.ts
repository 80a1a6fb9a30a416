import { Agent, request } from "node:http";

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** An answer, when its head is there. The body may never be. */
export interface Head {
  readonly status: number;
  readonly headers: Headers;
}

/** An exchange that is under way. */
export interface Sending {
  /** The whole answer. Rejects with a TypeError, as `fetch` does, if the connection broke before that. */
  readonly answer: Promise<Response>;
  /** Breaks the connection. */
  cut(): void;
}

/** One exchange, one connection: what happens to it happens to no other. */
const agent = new Agent({ keepAlive: false });
const bodiless: ReadonlySet<number> = new Set([204, 304]);

/** @param onHead told at once when the head is complete: a browser keeps its cookies, whatever becomes of the body. */
export function send(port: number, sent: Sent, onHead: (head: Head) => void = () => undefined): Sending {
  const { method, path, body } = sent;
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  const headers = { ...sent.headers, ...length };
  const outgoing = request({ agent, host: "127.0.0.1", port, method, path, headers });
  const answer = new Promise<Response>((resolve, reject) => {
    const broken = (): void => reject(new TypeError("the connection broke"));
    outgoing.on("error", broken);
    outgoing.on("close", broken);
    outgoing.on("response", (incoming) => {
      const head = { status: incoming.statusCode ?? 0, headers: new Headers() };
      for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
        head.headers.append(incoming.rawHeaders[i] ?? "", incoming.rawHeaders[i + 1] ?? "");
      }
      onHead(head);
      const chunks: Buffer[] = [];
      incoming.on("error", broken);
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        resolve(new Response(bodiless.has(head.status) ? null : Buffer.concat(chunks), head));
      });
    });
  });
  outgoing.end(body);
  return { answer, cut: () => void outgoing.destroy() };
}
