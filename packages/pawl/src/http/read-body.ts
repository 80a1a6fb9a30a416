import { SessionError } from "../protocol/errors.ts";

const maxBodyBytes = 16 * 1024;

/**
 * The whole body, empty if there is none; at most 16 KiB.
 *
 * @throws SessionError `content_too_large`, or `invalid_request` for one that broke off.
 */
export async function readBody(request: Request): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array(0);
  // A mistake in this server, not in the request: without this, it would pass for a body that broke off.
  if (request.bodyUsed) throw new TypeError("the request body was read before it came to Pawl");
  if (Number(request.headers.get("content-length") ?? 0) > maxBodyBytes) {
    throw new SessionError("content_too_large");
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Counted while it comes in: the length that a sender states is only a promise.
  try {
    for await (const chunk of request.body) {
      size += chunk.length;
      if (size > maxBodyBytes) throw new SessionError("content_too_large");
      chunks.push(chunk);
    }
  } catch (thrown) {
    if (thrown instanceof SessionError) throw thrown;
    // Whoever hangs up in the middle is no failure of ours, and must not fill the log with such.
    throw new SessionError("invalid_request", { detail: "The body broke off." });
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}
