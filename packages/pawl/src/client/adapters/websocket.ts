import type { Client } from "../client.ts";
import { type Clock, systemClock, systemTimers } from "../clock.ts";
import { UnavailableError } from "../errors.ts";
import { shielded } from "../events.ts";
import { type ConnectionOptions, type Kept, keepConnected, type Line } from "./keep-connected.ts";

/** What `openWebSocket` needs of a client. */
export type WebSocketClient = Pick<
  Client,
  "state" | "subscribe" | "refresh" | "accessToken" | "mayReceiveToken"
>;

/** What `openWebSocket` takes besides the URL. */
export interface WebSocketOptions extends ConnectionOptions {
  readonly protocols?: string | string[] | undefined;
  /**
   * The message that hands an access token over: the first on each connection, and again with each new token. Default:
   * `{"type":"authenticate","access_token":"…"}`.
   */
  readonly authenticate?: ((accessToken: string) => string) | undefined;
  /** Called with each message. What it throws reaches the page's error handler and no one else. */
  readonly onMessage: (event: MessageEvent) => void;
  /** Called each time that a connection is open and the token is on its way: now `send` sends. */
  readonly onOpen?: (() => void) | undefined;
  /** Called each time that a connection is gone; the next attempt follows by itself. */
  readonly onClose?: ((event: CloseEvent) => void) | undefined;
  /** The close code by which the server says that it does not take the token. Default 4401. */
  readonly unauthorizedCode?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** A WebSocket that comes back. */
export interface KeptWebSocket extends Kept {
  /** Sends, if a connection is open; otherwise drops it and says `false`. Nothing is queued. */
  send(this: void, message: string | ArrayBuffer | Blob | ArrayBufferView<ArrayBuffer>): boolean;
}

/** A connection that is refused within this time was refused from the start. */
const trialMs = 10_000;

const firstMessage = (accessToken: string): string =>
  JSON.stringify({ type: "authenticate", access_token: accessToken });

/**
 * A WebSocket that authenticates in its own messages: the token is the first message of each connection, and follows
 * again whenever there is a new one, in time before the old one expires. It is never in the URL, where logs would keep
 * it, and no browser can send it in a header.
 *
 * Reconnects with full jitter, and never with a token that is known to be dead (complaint 54): expired ones are
 * refreshed first; and so is, once, one that the server refused by closing with 4401.
 *
 * Closes for good when the session ends, at logout, and when another user logs in, by the client's own knowledge; the
 * server has to do the same with `pawl.verify` and `pawl.watchSession`, see docs/adapters.md. Does not notice a
 * connection that died in silence: let the server ping.
 *
 * Throws `TypeError` for a URL that is not of the client's API origins.
 */
export function openWebSocket(
  client: WebSocketClient,
  url: string | URL,
  {
    protocols = [],
    authenticate = firstMessage,
    onMessage,
    onOpen,
    onClose,
    unauthorizedCode = 4401,
    clock = systemClock,
    timers = systemTimers,
    ...options
  }: WebSocketOptions,
): KeptWebSocket {
  const target = new URL(url, globalThis.document?.baseURI);
  target.protocol = target.protocol.replace("http", "ws");
  if (!client.mayReceiveToken(target.href.replace(/^ws/, "http")))
    throw new TypeError(`openWebSocket: \`${target.origin}\` is not in \`apiOrigins\` of the client.`);

  let open: WebSocket | undefined;
  /** The token that the server refused last. */
  let refused: string | undefined;
  /** Whether a refresh was made because of it. */
  let isRenewed = false;

  /** Waits for a token that may work; there is no socket without one. */
  async function readyToken(): Promise<void> {
    if ((await client.accessToken()) !== refused) return;
    // Only once: a server that refuses every token is not to cause one refresh after another, and while the auth server
    // is out of reach it is the client that tries again. The next token comes by itself.
    const { state } = client;
    if (isRenewed || (state.status === "signedIn" && state.offline))
      throw new UnavailableError("the server refuses the access token");
    await client.refresh();
    isRenewed = true;
  }

  async function connect(line: Line): Promise<void> {
    await readyToken();
    if (line.signal.aborted) return;
    const socket = new WebSocket(target, protocols);
    const openedAtMs = clock.monotonicMs();
    let sent: string | undefined;
    let timer: unknown;

    /** Sends the newest token, if it was not sent yet, and comes back when that expires. */
    async function handOver(): Promise<void> {
      // Without one, the state tells when there is one again, or that there will be none.
      const token = await client.accessToken().catch(() => undefined);
      const { state } = client;
      if (!token || state.status !== "signedIn" || socket.readyState !== WebSocket.OPEN) return;
      if (token !== sent) socket.send(authenticate(token));
      if (!sent) {
        open = socket;
        shielded(() => onOpen?.());
      }
      sent = token;
      // From then on the client, too, takes it for expired.
      const staleAtMs = state.receivedAtMs + state.expiresInMs - Math.min(1000, state.expiresInMs / 10);
      timers.clear(timer);
      timer = timers.set(() => void handOver(), Math.max(1000, staleAtMs - clock.monotonicMs()));
    }

    const stopListening = client.subscribe(() => void handOver());
    const close = (): void => socket.close();
    line.signal.addEventListener("abort", close);
    socket.onopen = () => void handOver();
    socket.onmessage = (event) => {
      line.worked = true;
      shielded(() => onMessage(event));
    };
    const event = await new Promise<CloseEvent>((gone) => {
      socket.onclose = gone;
    });
    stopListening();
    timers.clear(timer);
    line.signal.removeEventListener("abort", close);
    const isRefused = event.code === unauthorizedCode;
    if (isRefused) refused = sent;
    // Whatever the server said before that: who takes a token keeps the connection for a while.
    if (isRefused && clock.monotonicMs() - openedAtMs < trialMs) line.worked = false;
    else isRenewed = false;
    if (!line.signal.aborted) shielded(() => onClose?.(event));
  }

  const { close } = keepConnected(client, { ...options, timers }, connect);
  return {
    close,
    send(message) {
      if (open?.readyState !== WebSocket.OPEN) return false;
      open.send(message);
      return true;
    },
  };
}
