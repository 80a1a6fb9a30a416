// Goal: ended sessions are removed in small batches while the server runs, one sweep at a time.
// Method: a sweep that this test finishes when it likes, on a very short interval.
import { expect, onTestFinished, test } from "vitest";
import { type SweeperParts, startSweeper } from "../../src/cli/sweeper.ts";

const fives = { batchSize: 5, pauseMs: 0, limit: 1000 };

/** Sweeps that end one by one, with as many removed as the test says. */
function sweeps(): {
  sweep: SweeperParts["sweep"];
  next: () => Promise<(removed: number | Error) => void>;
  most: () => number;
} {
  const waiting: ((finish: (removed: number | Error) => void) => void)[] = [];
  const started: ((removed: number | Error) => void)[] = [];
  let [running, most] = [0, 0];
  return {
    sweep: () => {
      most = Math.max(most, ++running);
      return new Promise<number>((resolve, reject) => {
        const finish = (removed: number | Error) => {
          running--;
          if (removed instanceof Error) reject(removed);
          else resolve(removed);
        };
        const waiter = waiting.shift();
        if (waiter === undefined) started.push(finish);
        else waiter(finish);
      });
    },
    next: () => {
      const finish = started.shift();
      return finish === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(finish);
    },
    most: () => most,
  };
}

test("a full batch is followed by another at once, and no two run at a time", async () => {
  const { sweep, next, most } = sweeps();
  const limits: number[] = [];
  const counted = (limit: number): Promise<number> => {
    limits.push(limit);
    return sweep(limit);
  };
  const sweeper = startSweeper({ sweep: counted, everyMs: 1, ...fives, onError: () => undefined });
  onTestFinished(() => sweeper.stop());
  for (const removed of [5, 5, 3, 0, 5, 0]) {
    const finish = await next();
    // Long enough for several intervals, in which a careless timer would have begun the next.
    await new Promise((resolve) => setTimeout(resolve, 10));
    finish(removed);
  }
  (await next())(0);
  expect(limits.slice(0, 7)).toEqual([5, 5, 5, 5, 5, 5, 5]);
  expect(most()).toBe(1);
});

test("a batch that fails is reported, and the next sweep tries again", async () => {
  const { sweep, next } = sweeps();
  const errors: unknown[] = [];
  const sweeper = startSweeper({ sweep, everyMs: 1, ...fives, onError: (error) => errors.push(error) });
  onTestFinished(() => sweeper.stop());
  const failed = new Error("no answer");
  (await next())(failed);
  (await next())(0);
  expect(errors).toEqual([failed]);
});

test("when it stops, it waits for the batch under way and begins no other", async () => {
  const { sweep, next } = sweeps();
  let count = 0;
  const counted = (limit: number): Promise<number> => {
    count++;
    return sweep(limit);
  };
  const sweeper = startSweeper({ sweep: counted, everyMs: 1, ...fives, onError: () => undefined });
  const finish = await next();
  let stopped = false;
  const stopping = sweeper.stop().then(() => {
    stopped = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(stopped).toBe(false);
  finish(5);
  await stopping;
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(count).toBe(1);
});

test("one sweep removes no more than its limit, and the next one goes on", async () => {
  const { sweep, next } = sweeps();
  const limits: number[] = [];
  const counted = (limit: number): Promise<number> => {
    limits.push(limit);
    return sweep(limit);
  };
  const parts = { ...fives, limit: 12, everyMs: 1, onError: () => undefined };
  const sweeper = startSweeper({ ...parts, sweep: counted });
  onTestFinished(() => sweeper.stop());
  for (const removed of [5, 5, 2, 5, 5, 2]) (await next())(removed);
  (await next())(0);
  expect(limits.slice(0, 7)).toEqual([5, 5, 2, 5, 5, 2, 5]);
});
