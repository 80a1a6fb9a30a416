// Goal: a sweep is many small steps with room for others in between, of a length that somebody chose.
// Method: a store that is a number.
import { expect, test } from "vitest";
import { sweepInBatches } from "../../src/cli/sweep-in-batches.ts";

/** A store of so many old sessions, and what it was asked for. */
function storeOf(count: number): { sweep: (limit: number) => Promise<number>; limits: number[] } {
  const limits: number[] = [];
  let left = count;
  return {
    limits,
    sweep: async (limit) => {
      limits.push(limit);
      const removed = Math.min(limit, left);
      left -= removed;
      return removed;
    },
  };
}

const parts = { batchSize: 10, pauseMs: 0, onBatch: () => true };

test.each([
  [0, 100, [10], 0],
  [9, 100, [10], 9],
  [10, 100, [10, 10], 10],
  [25, 100, [10, 10, 10], 25],
  [25, 20, [10, 10], 20],
  [25, 15, [10, 5], 15],
  [25, 1, [1], 1],
  [25, Number.POSITIVE_INFINITY, [10, 10, 10], 25],
])("of %d sessions, with a limit of %d, batches of %j remove %d", async (count, limit, limits, removed) => {
  const store = storeOf(count);
  expect(await sweepInBatches({ ...parts, sweep: store.sweep, limit })).toBe(removed);
  expect(store.limits).toEqual(limits);
});

test("each batch tells how many went until then, and the last one may be any", async () => {
  const told: number[] = [];
  const onBatch = (removed: number): boolean => {
    told.push(removed);
    return told.length < 2;
  };
  expect(await sweepInBatches({ ...parts, sweep: storeOf(50).sweep, limit: 50, onBatch })).toBe(20);
  expect(told).toEqual([10, 20]);
});

test("others have their turn between two batches", async () => {
  const order: string[] = [];
  const { sweep } = storeOf(20);
  const counted = async (limit: number): Promise<number> => {
    order.push("batch");
    setImmediate(() => order.push("request"));
    return sweep(limit);
  };
  await sweepInBatches({ ...parts, pauseMs: 5, sweep: counted, limit: 20 });
  expect(order).toEqual(["batch", "request", "batch"]);
});

test("what a batch fails with ends the sweep", async () => {
  const failed = new Error("no answer");
  await expect(sweepInBatches({ ...parts, sweep: () => Promise.reject(failed), limit: 20 })).rejects.toBe(
    failed,
  );
});
