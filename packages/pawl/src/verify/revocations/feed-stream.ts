// The one line by which the parser of the browser client is borrowed.
import { readEvents, type ServerSentEvent } from "../../event-stream/read-events.ts";
import type { FeedSettings } from "./feed-options.ts";

/** Three signs of life that did not come: the connection is dead, whatever TCP believes. */
const silenceMs = 15_000;

/** The feed was answered, but not with a stream. */
export class FeedRefusedError extends Error {
  override readonly name = "FeedRefusedError";
  readonly retryAfterMs: number;

  constructor(response: Response) {
    super(`The feed of revocations was answered with status ${response.status}.`);
    const seconds = Number(response.headers.get("retry-after") ?? 0);
    this.retryAfterMs = seconds >= 0 ? Math.min(seconds, 300) * 1000 : 0;
  }
}

/**
 * Opens the stream and hands over its events, until it ends, breaks, falls silent, or is aborted. Rejects with the reason,
 * except at an orderly end.
 *
 * @param lastId where the last stream was left; `undefined` asks for everything.
 */
export async function readFeed(
  { url, credential, fetch, timers }: FeedSettings,
  lastId: string | undefined,
  closing: AbortSignal,
  onEvent: (event: ServerSentEvent) => void,
): Promise<void> {
  let timer: unknown;
  const silence = new AbortController();
  const stillAlive = (): void => {
    timers.clear(timer);
    timer = timers.set(() => silence.abort(new Error("The feed of revocations fell silent.")), silenceMs);
  };
  stillAlive();
  try {
    const headers: Record<string, string> = {
      accept: "text/event-stream",
      authorization: `Bearer ${await credential()}`,
      ...(lastId === undefined ? {} : { "last-event-id": lastId }),
    };
    const signal = AbortSignal.any([closing, silence.signal]);
    // As good as "error", which not every runtime has: a redirect is no 200, and gets no credential.
    const response = await fetch(url, { headers, redirect: "manual", signal });
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
    if (response.status !== 200 || !isStream || response.body === null) {
      await response.body?.cancel();
      throw new FeedRefusedError(response);
    }
    // By bytes and not by events: a long snapshot on a slow line is one event, and no silence.
    const heard = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, passedOn) {
        stillAlive();
        passedOn.enqueue(chunk);
      },
    });
    const body = response.body as ReadableStream<Uint8Array<ArrayBuffer>>;
    await readEvents(body.pipeThrough(heard), onEvent);
  } finally {
    timers.clear(timer);
  }
}
