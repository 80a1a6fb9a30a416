/**
 * Goal: so much work at once, so much waiting, and no more (C89); no place is ever lost.
 * Method: work that ends when the test says so.
 */
import { describe, expect, test } from "vitest";
import { createWorkQueue } from "../../src/identity/work-queue.ts";
import { refusalOf } from "../support/refusal.ts";

/** Lets what is ready go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function works(count: number) {
  const begun: number[] = [];
  const ends: { finish: () => void; fail: () => void }[] = [];
  const all = Array.from({ length: count }, (_, i) => () => {
    begun.push(i);
    return new Promise<number>((resolve, reject) => {
      ends[i] = { finish: () => resolve(i), fail: () => reject(new Error(`work ${i} failed`)) };
    });
  });
  return { all, begun, ends };
}

test("runs so many at once, and the others in the order in which they came", async () => {
  const queue = createWorkQueue({ atOnce: 2, waiting: 10 });
  const { all, begun, ends } = works(6);
  const results = all.map((work) => queue(work));
  await settled();
  expect(begun).toEqual([0, 1]);
  ends[1]?.finish();
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  for (const next of [0, 2, 3, 4]) {
    ends[next]?.finish();
    await settled();
  }
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  ends[5]?.finish();
  expect(await Promise.all(results)).toEqual([0, 1, 2, 3, 4, 5]);
});

test("lets so many wait; one more is refused at once, and never begun", async () => {
  const queue = createWorkQueue({ atOnce: 1, waiting: 2 });
  const { all, begun, ends } = works(5);
  const results = all.map((work) => queue(work));
  expect(await refusalOf(results[3] ?? Promise.resolve())).toEqual({ code: "overloaded" });
  expect(await refusalOf(results[4] ?? Promise.resolve())).toEqual({ code: "overloaded" });
  for (let i = 0; i < 3; i++) {
    ends[i]?.finish();
    await settled();
  }
  expect(begun).toEqual([0, 1, 2]);
});

test("with no place to wait, refuses whatever comes while it is busy", async () => {
  const queue = createWorkQueue({ atOnce: 1, waiting: 0 });
  const { all, ends } = works(2);
  const first = queue(() => all[0]?.() ?? Promise.resolve(-1));
  expect(await refusalOf(queue(() => Promise.resolve(1)))).toEqual({ code: "overloaded" });
  ends[0]?.finish();
  expect(await first).toBe(0);
  expect(await queue(() => Promise.resolve("free again"))).toBe("free again");
});

describe("work that fails", () => {
  test("rejects for its caller only, and leaves its place to the next", async () => {
    const queue = createWorkQueue({ atOnce: 1, waiting: 5 });
    const { all, begun, ends } = works(2);
    const results = all.map((work) => queue(work));
    ends[0]?.fail();
    await expect(results[0]).rejects.toThrow("work 0 failed");
    await settled();
    expect(begun).toEqual([0, 1]);
    ends[1]?.finish();
    expect(await results[1]).toBe(1);
  });

  test("also when it throws before it promises anything", async () => {
    const queue = createWorkQueue({ atOnce: 1, waiting: 0 });
    for (let i = 0; i < 3; i++) {
      const thrown = queue(() => {
        throw new Error("at once");
      });
      await expect(thrown).rejects.toThrow("at once");
    }
    expect(await queue(() => Promise.resolve(7))).toBe(7);
  });
});

test("after a thousand of all kinds it has all its places, and never ran more than it may", async () => {
  const queue = createWorkQueue({ atOnce: 3, waiting: 7 });
  let running = 0;
  let most = 0;
  const work = (i: number) => async () => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < i % 4; turn++) await settled();
    running--;
    if (i % 5 === 0) throw new Error("now and then");
    return i;
  };
  const outcomes = [];
  for (let i = 0; i < 1000; i++) {
    outcomes.push(queue(work(i)).catch((error: Error) => error.message));
    if (i % 3 === 0) await settled();
  }
  const results = await Promise.all(outcomes);
  expect(most).toBe(3);
  expect(results.filter((result) => result === "overloaded").length).toBeGreaterThan(10);
  expect(results.filter((result) => typeof result === "number").length).toBeGreaterThan(100);

  const { all, begun, ends } = works(10);
  const last = all.map((one) => queue(one));
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  for (let i = 0; i < 10; i++) {
    ends[i]?.finish();
    await settled();
  }
  expect(await Promise.all(last)).toHaveLength(10);
});
