import type { EndReason } from "../protocol/reasons.ts";

/** As `GET /events` writes it; with the reason, where it states one. */
const ended = /^event: session_ended\n(?:.*"reason":"(\w+)")?/;

/**
 * Reads what `GET /events` of our own server says, wherever the network cuts it, and calls `told` at the end of the
 * session. Settles when the body ends, or fails as it fails. An event whose blank line never came is none.
 *
 * Knows no more of server-sent events than our server uses; for others there is `readEvents`.
 */
export function readEnds(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  told: (reason: EndReason | undefined) => void,
): Promise<void> {
  let rest = "";
  const write = (chunk: string): void => {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const match = ended.exec(block);
      if (match) told(match[1] as EndReason | undefined);
    }
  };
  return body.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write }));
}
