import type { Code } from "../protocol/codes.ts";
import type { EndReason } from "../protocol/reasons.ts";

/** What the server said of the end of this user's session. */
export interface HeardEnd {
  readonly subject: string;
  readonly code: Code;
  readonly reason: EndReason | undefined;
}

/**
 * What tabs tell each other. Nobody is signed in or out, and no other user is believed, because of a message: it is
 * looked at, and in doubt the server is asked; a forged one costs a refresh (C66, complaint 50).
 *
 * `changed`: somebody logged in or out, or a session ended; ask the server. With `end`, what the server told the sender
 * of a session's end: with that answer it deleted the cookie, and can tell nobody else why. `granted`: the answer to a
 * refresh, as it came over the wire, for tabs that hold that very session. `unavailable`: the server gave no answer; the sender will
 * try again in `retryInMs`, so the others need not, and nobody should before `quietMs`.
 */
export type ChannelMessage =
  | { readonly v: 1; readonly kind: "changed"; readonly end?: HeardEnd }
  | { readonly v: 1; readonly kind: "granted"; readonly body: unknown }
  | { readonly v: 1; readonly kind: "unavailable"; readonly retryInMs: number; readonly quietMs: number };

/** How tabs reach each other. A seam; the client's own is a BroadcastChannel. */
export interface Channel {
  post(message: ChannelMessage): void;
  /** Hands over whatever arrives from other tabs; the client looks at its shape. */
  subscribe(listener: (message: unknown) => void): void;
  close(): void;
}

/**
 * A BroadcastChannel of this origin for this auth server; undefined where there is none, and outside browsers: Node
 * has one too, and it would join the users of one server process.
 */
export function openChannel(name: string): Channel | undefined {
  if (!globalThis.location || !globalThis.BroadcastChannel) return undefined;
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    subscribe(listener) {
      channel.onmessage = ({ data }) => listener(data);
    },
    close: () => channel.close(),
  };
}
