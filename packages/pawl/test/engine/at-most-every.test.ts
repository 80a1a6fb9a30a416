/**
 * Goal: work that is asked for often is done seldom, and never forgotten.
 * Method: a timer that the test turns by hand.
 */
import { expect, test } from "vitest";
import { atMostEvery } from "../../src/engine/at-most-every.ts";
import { handTimer } from "../support/hand-timer.ts";

function counted() {
  const timer = handTimer();
  let done = 0;
  const work = atMostEvery(100, () => void done++, timer.every);
  return { timer, work, done: () => done };
}

test("work is done at once, and then at most once an interval, however often it is asked for", async () => {
  const { timer, work, done } = counted();
  work.ask();
  expect(done()).toBe(1);
  for (let i = 0; i < 100; i++) work.ask();
  expect(done()).toBe(1);
  await timer.turn();
  expect(done()).toBe(2);
});

test("nothing runs once nobody has asked for an interval", async () => {
  const { timer, work, done } = counted();
  work.ask();
  work.ask();
  await timer.turn();
  await timer.turn();
  expect([done(), timer.running()]).toEqual([2, []]);
  work.ask();
  expect(done()).toBe(3);
});

test("stopped, what was asked for is forgotten", async () => {
  const { timer, work, done } = counted();
  work.ask();
  work.ask();
  work.stop();
  await timer.turn();
  expect([done(), timer.running()]).toEqual([1, []]);
});
