/**
 * Goal: waits grow, are capped, are jittered over their whole length, and never undercut the server.
 * Method: the arithmetic, at both ends of the random numbers.
 */
import { expect, test } from "vitest";
import { backoffMs } from "../../src/client/backoff.ts";

const almostOne = (): number => 0.999_999;

test("the longest wait doubles from 1 s to 30 s", () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 100, 5000].map((attempt) => Math.round(backoffMs(attempt, almostOne)));
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
});

test("the shortest wait is none at all: the jitter is full", () => {
  expect(backoffMs(5, () => 0)).toBe(0);
});

test("what the server asked for is waited for in full, and the jitter comes on top", () => {
  expect(backoffMs(0, () => 0, 20_000)).toBe(20_000);
  expect(backoffMs(3, () => 0.5, 20_000)).toBe(24_000);
});
