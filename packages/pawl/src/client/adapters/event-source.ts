import { readEvents, type ServerSentEvent } from "../../event-stream/read-events.ts";
import { believedMs } from "../backoff.ts";
import type { Client } from "../client.ts";
import { UnavailableError } from "../errors.ts";
import { shielded } from "../events.ts";
import type { ClientRequestInit } from "../fetch.ts";
import { type ConnectionOptions, type Kept, keepConnected, type Line } from "./keep-connected.ts";

/** What `openEventSource` takes besides the URL. */
export interface EventSourceOptions extends ConnectionOptions {
  /** Called with each event. What it throws reaches the page's error handler and no one else. */
  readonly onMessage: (event: ServerSentEvent) => void;
  /** Called with the response each time that the stream is open. */
  readonly onOpen?: ((response: Response) => void) | undefined;
  /** Where to go on from, as the first `Last-Event-ID`. */
  readonly lastEventId?: string | undefined;
  /** For each request: `headers`, `credentials`, or a method and a body, as for `client.fetch`. */
  readonly init?: Omit<ClientRequestInit, "signal"> | undefined;
}

const isEventStream = ({ headers }: Response): boolean =>
  /^text\/event-stream\b/i.test(headers.get("content-type") ?? "");

/** The bytes of UTF-8 as a header carries them: a character each. */
const headerValue = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));

/**
 * Server-sent events with the access token in a header, which `EventSource` cannot send: over `client.fetch`, and so
 * each connection with a token that works, refreshed if it must be (complaint 54), to the client's API origins only.
 *
 * Reads the stream as the HTML standard says, and reconnects with `Last-Event-ID` after what the server's `retry`
 * asks for plus full jitter. Other than `EventSource`, it does not give up at an answer that is no event stream: a
 * portal's page or a proxy's 403 passes; `onError` is told, and may close it. A 204 closes it, as the standard says.
 *
 * Closes for good when the session ends, at logout, and when another user logs in, by the client's own knowledge. A
 * server should close it too, with `pawl.watchSession`. Does not notice a connection that died in silence: let the
 * server send a comment now and then, so that the network does.
 */
export function openEventSource(
  client: Pick<Client, "state" | "subscribe" | "fetch">,
  url: string | URL,
  { onMessage, onOpen, lastEventId = "", init, ...options }: EventSourceOptions,
): Kept {
  let lastId = lastEventId;

  async function connect(line: Line): Promise<void> {
    const { signal } = line;
    const headers = new Headers(init?.headers);
    headers.set("accept", "text/event-stream");
    if (lastId) headers.set("last-event-id", headerValue(lastId));
    const response = await client.fetch(url, {
      cache: "no-store",
      whenOffline: "wait",
      ...init,
      headers,
      signal,
    });
    const { status, body } = response;
    if (status === 204) kept.close();
    if (!response.ok || !body || !isEventStream(response)) {
      body?.cancel().catch(() => undefined);
      throw new UnavailableError(`no event stream: status ${status}`, {
        status,
        // In seconds (RFC 9110 §10.2.3).
        retryAfterMs: believedMs(Number(response.headers.get("retry-after")) * 1000),
      });
    }
    shielded(() => onOpen?.(response));
    await readEvents(body as ReadableStream<Uint8Array<ArrayBuffer>>, (event) => {
      line.worked = true;
      line.retryMs = event.retry ?? line.retryMs;
      lastId = event.id ?? lastId;
      if (event.type && !signal.aborted) shielded(() => onMessage(event));
    });
  }

  const kept = keepConnected(client, options, connect);
  return kept;
}
