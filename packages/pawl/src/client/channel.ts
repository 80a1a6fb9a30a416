/**
 * The only thing that tabs tell each other: ask the server again. No token, no identity; a forged message costs one
 * refresh and can sign nobody in or out (C66, complaint 50).
 */
export interface ChannelMessage {
  readonly v: 1;
  readonly kind: "changed";
}

/** How tabs reach each other. A seam; the client's own is a BroadcastChannel. */
export interface Channel {
  post(message: ChannelMessage): void;
  /** Hands over whatever arrives from other tabs; the client looks at its shape. */
  subscribe(listener: (message: unknown) => void): void;
  close(): void;
}

export const changed: ChannelMessage = { v: 1, kind: "changed" };

export function isChanged(message: unknown): message is ChannelMessage {
  const { v, kind }: Partial<Record<keyof ChannelMessage, unknown>> = Object(message);
  return v === changed.v && kind === changed.kind;
}

/**
 * A BroadcastChannel of this origin for this auth server; undefined where there is none, and outside browsers: Node
 * has one too, and it would join the users of one server process.
 */
export function openChannel(authUrl: string): Channel | undefined {
  if (!globalThis.location || !globalThis.BroadcastChannel) return undefined;
  const channel = new BroadcastChannel(`pawl:${authUrl}`);
  return {
    post: (message) => channel.postMessage(message),
    subscribe(listener) {
      channel.onmessage = ({ data }) => listener(data);
    },
    close: () => channel.close(),
  };
}
