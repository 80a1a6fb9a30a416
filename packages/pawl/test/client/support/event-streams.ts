import type { Answer } from "./scripted-server.ts";

/** A `GET /events` of a test: each request opens a stream that the test writes to. */
export interface EventStreams {
  readonly answer: Answer;
  /** How many are open now. */
  open(): number;
  /** Writes to all open ones. */
  send(text: string): void;
  /** Closes all open ones, as a proxy does after a while. */
  cut(): void;
}

export function eventStreams(): EventStreams {
  const writers = new Set<ReadableStreamDefaultController<Uint8Array>>();
  return {
    answer({ init }) {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          writers.add(controller);
          init.signal?.addEventListener("abort", () => {
            if (writers.delete(controller)) controller.error(init.signal?.reason);
          });
        },
        cancel: () => writers.clear(),
      });
      return new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
    },
    open: () => writers.size,
    send(text) {
      for (const writer of writers) writer.enqueue(new TextEncoder().encode(text));
    },
    cut() {
      for (const writer of writers) writer.close();
      writers.clear();
    },
  };
}
