import { type Every, every as systemTimer } from "../engine/every.ts";
import { endedEventName } from "../protocol/names.ts";
import type { EndReason } from "../protocol/reasons.ts";
import type { EndedEvent } from "../protocol/wire.ts";

/** Calls the listener once, when the session has ended, until the function that is given back is called. */
type WatchSession = (sid: string, listener: (reason: EndReason) => void) => () => void;

/** The open answers of `GET /events`. */
export interface EventStreams {
  /**
   * A body that says nothing but comments until the session ends, then why, and closes; `undefined` where there are as
   * many as may be.
   *
   * @param signal of the request: whoever hangs up is forgotten, whether the body is cancelled or this is aborted.
   */
  open(sid: string, signal: AbortSignal): ReadableStream<Uint8Array> | undefined;
  /** Closes all of them without an event, and opens no more. */
  close(): void;
}

/** Of one session; a browser needs one for all its tabs, and each tab of a simpler client one of its own. */
export const maxStreamsPerSession = 10;
/** Of this process; each holds a connection and, all in all, about 40 kB. */
export const maxStreams = 10_000;

/** Less than any proxy waits for a byte, and than a phone's network keeps a silent connection. */
const heartbeatMs = 20_000;
/** So many heartbeats that nobody took, and the reader is gone: five minutes. */
const maxUnread = 15;

interface OpenStream {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  /** Lets go of everything that holds the stream. */
  readonly forget: () => void;
}

const encoder = new TextEncoder();
/** A line that readers skip. The first one carries the headers through whatever waits for a body. */
const comment = encoder.encode(":\n\n");

export function createEventStreams(watchSession: WatchSession, every: Every = systemTimer): EventStreams {
  const streams = new Set<OpenStream>();
  const countBySid = new Map<string, number>();
  let stopBeating: (() => void) | undefined;
  let isClosed = false;

  function open(sid: string, signal: AbortSignal): ReadableStream<Uint8Array> | undefined {
    const count = countBySid.get(sid) ?? 0;
    if (isClosed || streams.size >= maxStreams || count >= maxStreamsPerSession) return undefined;
    let stream: OpenStream | undefined;
    return new ReadableStream<Uint8Array>({
      start(controller) {
        stream = add(sid, controller, signal);
        controller.enqueue(comment);
        if (signal.aborted) end(stream);
      },
      cancel: () => stream?.forget(),
    });
  }

  function add(
    sid: string,
    controller: ReadableStreamDefaultController<Uint8Array>,
    signal: AbortSignal,
  ): OpenStream {
    const hangUp = () => end(stream);
    const unwatch = watchSession(sid, (reason) => end(stream, reason));
    const forget = () => {
      if (!streams.delete(stream)) return;
      signal.removeEventListener("abort", hangUp);
      unwatch();
      const left = (countBySid.get(sid) ?? 1) - 1;
      if (left > 0) countBySid.set(sid, left);
      else countBySid.delete(sid);
      if (streams.size > 0) return;
      stopBeating?.();
      stopBeating = undefined;
    };
    const stream: OpenStream = { controller, forget };
    streams.add(stream);
    countBySid.set(sid, (countBySid.get(sid) ?? 0) + 1);
    signal.addEventListener("abort", hangUp);
    stopBeating ??= every(heartbeatMs, beat);
    return stream;
  }

  function end(stream: OpenStream, reason?: EndReason): void {
    if (!streams.has(stream)) return;
    stream.forget();
    if (reason !== undefined) stream.controller.enqueue(endedEvent(reason));
    stream.controller.close();
  }

  function beat(): void {
    for (const stream of [...streams]) {
      const { desiredSize } = stream.controller;
      if (desiredSize === null || desiredSize <= -maxUnread) end(stream);
      else stream.controller.enqueue(comment);
    }
  }

  function close(): void {
    isClosed = true;
    for (const stream of [...streams]) end(stream);
  }

  return { open, close };
}

function endedEvent(reason: EndReason): Uint8Array {
  const ended: EndedEvent = { reason };
  return encoder.encode(`event: ${endedEventName}\ndata: ${JSON.stringify(ended)}\n\n`);
}
