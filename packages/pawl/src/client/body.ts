/** What may be done about a body that can be read only once. */
export interface BodyOptions {
  /**
   * Reads a stream given as the body into memory first, up to so many bytes, so that it can be sent twice. Without it
   * a stream is refused.
   */
  bufferStreamBytes?: number | undefined;
}

/**
 * The request as it can be sent any number of times.
 *
 * @throws TypeError before anything was sent, for a stream that may not be buffered or is longer than allowed: read
 * by the first attempt, it would be empty in the second (complaint 55).
 */
export async function sendable<T extends RequestInit & BodyOptions>(
  init: T | undefined,
  signal: AbortSignal | null | undefined,
): Promise<Partial<T>> {
  const { body, bufferStreamBytes: limit = 0 } = init ?? {};
  if (!(body instanceof ReadableStream)) return { ...init } as Partial<T>;
  const chunks: BlobPart[] = [];
  let size = 0;
  if (limit) {
    const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
      write(chunk) {
        // No number for what is not bytes, which `fetch` would not take either.
        size += chunk.byteLength;
        if (!(size <= limit)) {
          throw new TypeError(
            "client.fetch: the stream is longer than `bufferStreamBytes`, or not of bytes.",
          );
        }
        chunks.push(chunk);
      },
    });
    await body.pipeTo(sink, signal ? { signal } : {});
    return { ...init, body: new Blob(chunks) } as unknown as Partial<T>;
  }
  throw new TypeError(
    "client.fetch: a stream cannot be sent twice; pass a string, Blob or bytes, or `bufferStreamBytes`.",
  );
}
