export interface BatchParts {
  /** Removes one batch of at most so many; how many it removed. */
  readonly sweep: (limit: number) => Promise<number>;
  readonly batchSize: number;
  /** Milliseconds from one batch to the next, in which the store belongs to everyone else. */
  readonly pauseMs: number;
  /** Removes at most so many in all. */
  readonly limit: number;
  /** Told after each batch how many were removed until then; false ends it there. */
  readonly onBatch: (removed: number) => boolean;
}

/**
 * Removes batch after batch until nothing is left or the limit is reached; how many.
 *
 * Rejects with what a batch rejects with; those before it stay removed.
 */
export async function sweepInBatches({
  sweep,
  batchSize,
  pauseMs,
  limit,
  onBatch,
}: BatchParts): Promise<number> {
  for (let removed = 0; ; ) {
    const size = Math.min(batchSize, limit - removed);
    const count = await sweep(size);
    removed += count;
    if (!onBatch(removed) || count < size || removed >= limit) return removed;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
