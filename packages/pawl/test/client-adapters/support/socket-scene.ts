import { onTestFinished } from "vitest";
import type { WebSocket as ServerSocket } from "ws";
import {
  type KeptWebSocket,
  openWebSocket,
  type WebSocketOptions,
} from "../../../src/client/adapters/websocket.ts";
import type { ClientOptions, Clock, SessionError } from "../../../src/client/index.ts";
import { eventually } from "./eventually.ts";
import { openSite, type Site } from "./site.ts";
import { openSocketServer, type SocketServer, serve } from "./socket-server.ts";

/** Ada's page, with a WebSocket open to a server that authenticates. */
export interface Scene extends Site {
  readonly server: SocketServer;
  readonly socket: KeptWebSocket;
  readonly messages: unknown[];
  readonly ends: SessionError[];
  readonly errors: unknown[];
  /** Waits until the server has taken so many tokens, on all connections. */
  authenticated(this: void, count: number): Promise<void>;
  /** All tokens that the server was sent, by connection. */
  tokens(this: void): string[][];
}

const authenticatedOnly = (message: unknown): boolean =>
  (message as { type: string }).type === "authenticated";

/** What the server does instead of authenticating; and the client's own options. */
export interface Setting extends Partial<ClientOptions> {
  readonly answer?: (socket: ServerSocket) => void;
}

/** Ada's page with an open socket. Without jitter: it reconnects at once. */
export async function open(
  options: Partial<WebSocketOptions> = {},
  { answer, ...clientOptions }: Setting = {},
): Promise<Scene> {
  const server = await openSocketServer();
  const site = await openSite({ apiOrigins: [server.url.replace("ws", "http")], ...clientOptions });
  server.answer = answer ?? ((socket) => serve(site.pawl, socket));
  const messages: unknown[] = [];
  const ends: SessionError[] = [];
  const errors: unknown[] = [];
  const socket = openWebSocket(site.client, server.url, {
    random: () => 0,
    onMessage: ({ data }) => void messages.push(JSON.parse(data)),
    onEnd: (error) => void ends.push(error),
    onError: (error) => void errors.push(error),
    ...options,
  });
  onTestFinished(socket.close);
  const authenticated = async (count: number): Promise<void> => {
    await eventually(() => messages.filter(authenticatedOnly).length === count);
  };
  const tokens = (): string[][] => server.seen.map((one) => one.tokens);
  return Object.assign(site, { server, socket, messages, ends, errors, authenticated, tokens });
}

/** The clock of this machine, which the test may move ahead. */
export const movedClock = (): Clock & { aheadMs: number } => ({
  aheadMs: 0,
  monotonicMs() {
    return performance.now() + this.aheadMs;
  },
});

/** Waits until the server sees a connection closed. */
export const closed = (scene: Scene, connection = 0): Promise<void> =>
  eventually(() => scene.server.seen[connection]?.closeCode !== undefined);
