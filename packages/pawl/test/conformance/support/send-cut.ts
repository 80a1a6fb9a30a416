import { connect } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { bodyOf, headersOf, type Sent } from "./send.ts";

/** What arrived of an answer whose connection broke. */
export interface CutAnswer {
  /** Bytes that were read before the cut; fewer than asked for if the answer was shorter. */
  readonly bytes: number;
  /** What a browser has stored by then: the cookies, if every header arrived; else nothing. */
  readonly setCookies: readonly string[];
}

export interface Cut {
  /** The connection is torn down once so many bytes of the answer have come. */
  readonly afterBytes: number;
  /** Or already when so much of the request is written; by default all of it is. */
  readonly afterRequestBytes?: number;
}

/**
 * Sends a request and breaks the connection in the middle. With `afterBytes` 0 the whole request was sent and the first
 * byte of an answer thrown away unread, so the server did its work; with `afterRequestBytes` nobody knows.
 */
export function sendCut(url: string, sent: Sent, cut: Cut): Promise<CutAnswer> {
  const { hostname, host, pathname, port, protocol } = new URL(url);
  const isSecure = protocol === "https:";
  const address = { host: hostname, port: Number(port) || (isSecure ? 443 : 80) };
  const body = bodyOf(sent);
  const fields = Object.entries({ Host: host, Connection: "close", ...headersOf(sent, body) });
  const head = [
    `${sent.method ?? "POST"} ${pathname} HTTP/1.1`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
  ];
  const request = Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);

  return new Promise((resolve, reject) => {
    const socket = isSecure ? connectSecurely({ ...address, servername: hostname }) : connect(address);
    const chunks: Buffer[] = [];
    const end = () => {
      socket.destroy();
      const read = Buffer.concat(chunks).subarray(0, cut.afterBytes);
      resolve({ bytes: read.length, setCookies: cookiesIn(read.toString("latin1")) });
    };
    socket.once(isSecure ? "secureConnect" : "connect", () => {
      const { afterRequestBytes } = cut;
      if (afterRequestBytes === undefined) socket.write(request);
      else socket.write(request.subarray(0, afterRequestBytes), end);
    });
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      if (Buffer.concat(chunks).length >= cut.afterBytes) end();
    });
    socket.on("end", end);
    socket.on("error", reject);
  });
}

/** The `Set-Cookie` lines of a head, if the empty line that ends it is there. */
function cookiesIn(text: string): string[] {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return [];
  return [...text.slice(0, end).matchAll(/^set-cookie: *(.*?)\r?$/gim)].map((match) => match[1] ?? "");
}
