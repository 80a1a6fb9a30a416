/** What stands between two blank lines of a `text/event-stream`. */
export interface ServerSentEvent {
  /** `message` where the server names none; empty for a block without data, which is no event. */
  readonly type: string;
  readonly data: string;
  /** The last event id so far: of this block, or of one before. */
  readonly id?: string | undefined;
  /** How long this block asks to wait before the next connection, in milliseconds. */
  readonly retry?: number | undefined;
}

/** A field of these four names that may be used as it is: an id without NUL, a retry of digits. */
const line = /^(data|event|id(?!.*\0)|retry(?=: ?\d+$))(?:: ?(.*))?$/s;

/**
 * Reads server-sent events as the HTML standard says (§9.2.6), wherever the network cuts them: in a character, in a
 * CRLF. Settles when the body ends, or fails as it fails; a block without its blank line is dropped.
 *
 * Calls `onEvent` at each blank line. Blocks without data come too, with the type `""`: their id and retry count for
 * the next connection. What `onEvent` throws ends the reading, and cancels the body.
 */
export function readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onEvent: (event: ServerSentEvent) => void,
): Promise<void> {
  let block: Record<string, string | undefined> = {};
  let rest = "";
  let isAfterReturn = false;

  function write(chunk: string): void {
    // A line that comes in many chunks is put together once.
    if (!/[\r\n]/.test(chunk)) {
      rest += chunk;
      isAfterReturn = false;
      return;
    }
    // A CR ends its line at once; the LF that may follow in the next chunk belongs to it.
    const lines = (rest + (isAfterReturn ? chunk.replace(/^\n/, "") : chunk)).split(/\r\n?|\n/);
    isAfterReturn = chunk.endsWith("\r");
    rest = lines.pop() ?? "";
    for (const text of lines) {
      // Each line of the data brings its line feed in front: without one there was no data, be it empty.
      const { data = "", event, id, retry } = block;
      if (text) {
        const [, name = "", value = ""] = line.exec(text) ?? [];
        block[name] = name === "data" ? `${data}\n${value}` : value;
      } else {
        block = { id };
        const retryMs = retry === undefined ? retry : Number(retry);
        onEvent({ type: data && (event || "message"), data: data.slice(1), id, retry: retryMs });
      }
    }
  }

  // The decoder drops a byte order mark, too.
  return body.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write }));
}
