import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { SessionError } from "../../../src/protocol/errors.ts";
import type { Pawl } from "../../../src/server/create-pawl.ts";

/** One connection, as the server sees it. */
export interface Seen {
  readonly url: string;
  readonly socket: WebSocket;
  /** The access tokens that came over it. */
  readonly tokens: string[];
  /** What else came over it. */
  readonly messages: unknown[];
  /** With which code it was closed, and by whom. */
  closeCode?: number;
}

export interface SocketServer {
  readonly url: string;
  readonly seen: Seen[];
  /** What it does with each connection. */
  answer(socket: WebSocket): void;
}

/** The server half of docs/adapters.md. What it is sent it sends back. */
export function serve(pawl: Pick<Pawl, "verify" | "watchSession">, socket: WebSocket): void {
  let subject: string | undefined;
  let stopWatching = (): void => undefined;
  let turn = Promise.resolve();
  // Who says nothing is nobody.
  const patience = setTimeout(() => socket.close(4401), 10_000);

  async function take(message: { type: string; access_token: string }): Promise<void> {
    if (message.type !== "authenticate") {
      if (subject === undefined) return socket.close(4401);
      return socket.send(JSON.stringify({ ...message, subject }));
    }
    const { sub, sid } = await pawl.verify(message.access_token);
    if (socket.readyState !== socket.OPEN) return;
    if (subject !== undefined && subject !== sub) return socket.close(4401);
    subject = sub;
    clearTimeout(patience);
    stopWatching();
    stopWatching = pawl.watchSession(sid, () => socket.close(4401));
    socket.send(JSON.stringify({ type: "authenticated" }));
  }

  socket.on("message", (text) => {
    // One after the other: what follows the token waits until the token was checked.
    turn = turn
      .then(() => take(JSON.parse(String(text))))
      .catch((error) => socket.close(error instanceof SessionError ? 4401 : 1011));
  });
  socket.on("error", () => socket.terminate());
  socket.on("close", () => {
    clearTimeout(patience);
    stopWatching();
  });
}

/** A WebSocket server on a free port, until the test is over. */
export async function openSocketServer(): Promise<SocketServer> {
  const sockets = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(sockets, "listening");
  onTestFinished(async () => {
    for (const socket of sockets.clients) socket.terminate();
    await new Promise((closed) => sockets.close(closed));
  });
  const url = `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/live`;
  const server: SocketServer = { url, seen: [], answer: () => undefined };
  sockets.on("connection", (socket, { url = "" }) => {
    const one: Seen = { url, socket, tokens: [], messages: [] };
    server.seen.push(one);
    socket.on("message", (text) => {
      const message = JSON.parse(String(text));
      if (message.type === "authenticate") one.tokens.push(message.access_token);
      else one.messages.push(message);
    });
    socket.on("close", (code) => {
      one.closeCode = code;
    });
  });
  sockets.on("connection", (socket) => {
    server.answer(socket);
  });
  return server;
}
