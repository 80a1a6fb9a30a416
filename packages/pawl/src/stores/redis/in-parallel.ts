/** So many of one call's commands wait for the server at once: enough to hide the way there, few enough to share it. */
const width = 32;

/** Runs a task on each item, several at a time, and gives the results in the order of the items. Begins no more after one failed. */
export async function inParallel<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  // All workers draw from one iterator, so whoever is done takes the next item.
  const remaining = items.entries();
  let failed = false;
  async function work(): Promise<void> {
    for (const [index, item] of remaining) {
      if (failed) return;
      try {
        results[index] = await task(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
  return results;
}
