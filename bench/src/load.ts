/**
 * The load: so many keep-alive connections, each with a session of its own, each sending its next refresh as soon as
 * the last one was answered. Written on bare sockets, so that the generator takes as little as can be of the cores
 * that it shares with the server.
 */

import { connect, type Socket } from "node:net";

export interface Load {
  /** Refreshes that were answered in the time. */
  readonly count: number;
  readonly perSecond: number;
}

/**
 * @param cookies one `name=value` for each client; each is replaced by what the server sets.
 * @throws Error on any answer but a 200 with a cookie that differs from the one sent: only real rotations count.
 */
export async function refreshLoad(port: number, cookies: string[], durationMs: number): Promise<Load> {
  const startedAt = performance.now();
  const stopAt = startedAt + durationMs;
  const counts = await Promise.all(cookies.map((_, client) => oneClient(port, cookies, client, stopAt)));
  const count = counts.reduce((sum, one) => sum + one, 0);
  return { count, perSecond: (count / (performance.now() - startedAt)) * 1000 };
}

async function oneClient(port: number, cookies: string[], client: number, stopAt: number): Promise<number> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const answers = answersOf(socket);
  let count = 0;
  while (performance.now() < stopAt) {
    socket.write(requestWith(port, cookies[client] as string));
    const next = cookieOf(await answers());
    if (next === cookies[client]) throw new Error("the server answered without rotating");
    cookies[client] = next;
    count++;
  }
  socket.destroy();
  return count;
}

function requestWith(port: number, cookie: string): string {
  return (
    `POST /refresh HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: http://localhost:${port}\r\n` +
    `Pawl-Csrf: 1\r\nCookie: ${cookie}\r\nContent-Length: 0\r\n\r\n`
  );
}

function cookieOf(head: string): string {
  const cookie = /^set-cookie: ([^;\r]+)/im.exec(head)?.[1];
  if (!head.startsWith("HTTP/1.1 200 ") || cookie === undefined) {
    throw new Error(`the server answered ${head.slice(0, head.indexOf("\r\n"))} to a refresh`);
  }
  return cookie;
}

/** Gives the head of each answer once its body is complete. Both servers state a Content-Length. */
function answersOf(socket: Socket): () => Promise<string> {
  let received = "";
  let waiting: { resolve(head: string): void; reject(error: Error): void } | undefined;
  socket.setEncoding("latin1");
  socket.on("error", (error) => waiting?.reject(error));
  socket.on("close", () => waiting?.reject(new Error("the server closed a connection under load")));
  socket.on("data", (chunk: string) => {
    received += chunk;
    const headEnd = received.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const head = received.slice(0, headEnd + 2);
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) {
      waiting?.reject(new Error("an answer without Content-Length"));
    } else if (received.length >= headEnd + 4 + length) {
      received = received.slice(headEnd + 4 + length);
      waiting?.resolve(head);
    }
  });
  return () =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject };
    });
}
