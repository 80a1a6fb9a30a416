import { StoreError } from "../session/store.ts";

/** @throws StoreError for more than `maxBytes`, a whole number of KiB; the rest is not read. */
export async function bodyOf(response: Response, maxBytes: number, whom: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new StoreError(`${whom} answered with more than ${maxBytes / 1024} KiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
