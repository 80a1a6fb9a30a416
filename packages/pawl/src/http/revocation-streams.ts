import { type Every, every as systemTimer } from "../engine/every.ts";
import type { Clock } from "../engine/ports.ts";
import type { FeedPart, RevocationFeed } from "../engine/revocation-feed.ts";
import { aliveEvent, eventsOf } from "./revocation-events.ts";
import { createRevocationSnapshot } from "./revocation-snapshot.ts";

/** The answers of `GET /revocations`, whole and open. */
export interface RevocationStreams {
  /**
   * The list as JSON.
   *
   * @throws StoreError while the store has never said what ended.
   */
  json(): Promise<string>;
  /**
   * A body that begins with the snapshot, or with what came after `lastEventId` if that is still known, and goes on with
   * every new entry; `undefined` where there are as many as may be.
   *
   * @param signal of the request: whoever hangs up is forgotten, whether the body is cancelled or this is aborted.
   * @throws StoreError while the store has never said what ended.
   */
  open(lastEventId: string | null, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Ends all of them, and opens no more. */
  close(): void;
}

/** Of this process: one for each process of each API. */
export const maxRevocationStreams = 1000;

/** So often a verifier is told how current the list is, whether or not anything ended. */
const aliveMs = 5000;
/** So many heartbeats without a single byte read, and the reader is gone: a minute. */
const maxBehind = 12;
/** So many chunks that wait for one reader: they are shared by all, but the reader is too slow to be of use. */
const maxUnread = 1000;

interface OpenStream {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  readonly forget: () => void;
  /** Heartbeats since it had read everything. */
  behind: number;
}

const encoder = new TextEncoder();

export function createRevocationStreams(
  feed: RevocationFeed,
  clock: Clock,
  every: Every = systemTimer,
): RevocationStreams {
  const streams = new Set<OpenStream>();
  const snapshot = createRevocationSnapshot(feed, clock);
  let stopAll: (() => void) | undefined;
  let isClosed = false;

  async function json(): Promise<string> {
    await feed.ready();
    return snapshot.json();
  }

  async function open(
    lastEventId: string | null,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array> | undefined> {
    await feed.ready();
    if (isClosed || streams.size >= maxRevocationStreams) return undefined;
    const known = lastEventId === null ? undefined : feed.after(lastEventId);
    let stream: OpenStream | undefined;
    return new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of known === undefined ? fromTheStart() : fromPart(known)) controller.enqueue(chunk);
        controller.enqueue(alive());
        stream = add(controller, signal);
        if (signal.aborted) end(stream);
      },
      cancel: () => stream?.forget(),
    });
  }

  function fromTheStart(): Uint8Array[] {
    const { id, bytes } = snapshot.event();
    const since = feed.after(id);
    return [bytes, ...(since === undefined ? [] : fromPart(since))];
  }

  function fromPart(part: FeedPart): Uint8Array[] {
    return part.ends.length === 0 ? [] : [encoder.encode(eventsOf(part))];
  }

  function alive(): Uint8Array {
    return encoder.encode(aliveEvent(feed.asOf()));
  }

  function add(controller: OpenStream["controller"], signal: AbortSignal): OpenStream {
    const hangUp = () => end(stream);
    const forget = () => {
      if (!streams.delete(stream)) return;
      signal.removeEventListener("abort", hangUp);
      if (streams.size > 0) return;
      stopAll?.();
      stopAll = undefined;
      // Nobody may come for a long time, and it is large.
      snapshot.forget();
    };
    const stream: OpenStream = { controller, forget, behind: 0 };
    streams.add(stream);
    signal.addEventListener("abort", hangUp);
    stopAll ??= work();
    return stream;
  }

  function work(): () => void {
    const unfollow = feed.follow((part) => {
      // Once for all of them.
      const bytes = encoder.encode(eventsOf(part));
      for (const stream of [...streams]) send(stream, bytes);
    });
    const stopBeating = every(aliveMs, beat);
    return () => {
      unfollow();
      stopBeating();
    };
  }

  function beat(): void {
    const bytes = alive();
    for (const stream of [...streams]) {
      stream.behind = (stream.controller.desiredSize ?? 0) > 0 ? 0 : stream.behind + 1;
      if (stream.behind > maxBehind) end(stream);
      else send(stream, bytes);
    }
  }

  function send(stream: OpenStream, bytes: Uint8Array): void {
    const { desiredSize } = stream.controller;
    if (desiredSize === null || desiredSize <= -maxUnread) end(stream);
    else stream.controller.enqueue(bytes);
  }

  function end(stream: OpenStream): void {
    if (!streams.has(stream)) return;
    stream.forget();
    stream.controller.close();
  }

  function close(): void {
    isClosed = true;
    for (const stream of [...streams]) end(stream);
  }

  return { json, open, close };
}
