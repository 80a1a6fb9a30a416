import type { IncomingMessage, ServerResponse } from "node:http";
import { listen } from "../../http/support/listen.ts";
import { startOfTime } from "../../support/clock.ts";

/** One stream that a verifier opened. */
export interface FeedConnection {
  readonly headers: IncomingMessage["headers"];
  /** Sends one event; `data` as JSON, or as it is. */
  send(type: string, data: object | string, id?: string): void;
  /** Sends what begins a stream without a past. */
  snapshot(differences?: Record<string, unknown>): void;
  alive(asOf: number): void;
  /** Writes bytes as they are. */
  write(bytes: string): void;
  /** Ends the stream in order, or breaks it. */
  end(): void;
  cut(): void;
  readonly isOpen: () => boolean;
}

/** A feed that says what the test tells it to. */
export interface FeedServer {
  readonly url: string;
  readonly connections: FeedConnection[];
  /** The connection of this number, once it is there. */
  connection(index: number): Promise<FeedConnection>;
  /** Answers so instead, until it is called without one. */
  refuse(answer?: { status: number; headers?: Record<string, string> }): void;
  /** How many requests came, those that were refused too. */
  readonly requests: () => number;
}

export async function feedServer(): Promise<FeedServer> {
  const connections: FeedConnection[] = [];
  let waiting: (() => void)[] = [];
  let refusal: { status: number; headers?: Record<string, string> } | undefined;
  let requests = 0;
  const port = await listen((incoming, outgoing) => {
    requests++;
    if (refusal !== undefined) {
      outgoing.writeHead(refusal.status, refusal.headers).end("refused");
      return;
    }
    outgoing.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" }).flushHeaders();
    connections.push(connectionOf(incoming, outgoing));
    for (const wake of waiting) wake();
    waiting = [];
  });
  return {
    url: `http://127.0.0.1:${port}/auth/revocations`,
    connections,
    async connection(index) {
      for (;;) {
        const found = connections[index];
        if (found !== undefined) return found;
        await new Promise<void>((wake) => waiting.push(wake));
      }
    },
    refuse: (answer) => {
      refusal = answer;
    },
    requests: () => requests,
  };
}

function connectionOf({ headers }: IncomingMessage, outgoing: ServerResponse): FeedConnection {
  const send: FeedConnection["send"] = (type, data, id) => {
    const text = typeof data === "string" ? data : JSON.stringify(data);
    outgoing.write(`event: ${type}\n${id === undefined ? "" : `id: ${id}\n`}data: ${text}\n\n`);
  };
  return {
    headers,
    send,
    snapshot: (differences) =>
      send("snapshot", {
        ...{ id: "1", as_of: startOfTime, keep_ms: 3_662_000, sessions: [], subjects: [] },
        ...differences,
      }),
    alive: (asOf) => send("alive", { as_of: asOf }),
    write: (bytes) => void outgoing.write(bytes),
    end: () => void outgoing.end(),
    cut: () => void outgoing.destroy(),
    isOpen: () => !outgoing.destroyed,
  };
}
