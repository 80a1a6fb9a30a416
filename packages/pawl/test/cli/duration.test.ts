// Goal: durations mean exactly what they say, and nothing else is taken for one.
// Method: right and wrong texts, one by one; and everything written is read back.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../src/cli/duration.ts";

describe("parseDuration", () => {
  test.each([
    ["500ms", 500],
    ["10s", 10_000],
    ["30m", 1_800_000],
    ["24h", 86_400_000],
    ["7d", 604_800_000],
    ["0", 0],
    ["0s", 0],
    ["007s", 7000],
  ])("%s is %d milliseconds", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    "",
    "10",
    "s",
    "1.5h",
    "-1s",
    "+1s",
    "1 s",
    " 1s",
    "1s ",
    "1S",
    "1w",
    "1h30m",
    "1e3s",
    "Infinity",
    "٣s",
  ])("%j is none", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test("one too long to be counted exactly is none", () => {
    expect(parseDuration("999999999999999d")).toBeUndefined();
    expect(parseDuration(`${"9".repeat(400)}s`)).toBeUndefined();
  });
});

test("formatDuration writes the largest unit that needs no fraction", () => {
  expect([0, 500, 1000, 90_000, 3_600_000, 86_400_000].map(formatDuration)).toEqual([
    "0",
    "500ms",
    "1s",
    "90s",
    "1h",
    "1d",
  ]);
});

test("what formatDuration writes, parseDuration reads back", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (ms) => {
      expect(parseDuration(formatDuration(ms))).toBe(ms);
    }),
  );
});
