/**
 * Goal: what is remembered is bounded, whatever comes, and what is asked for stays.
 * Method: more entries than there is room for, of any number, and a count of those that are left.
 */
import { expect, test } from "vitest";
import { createRecent } from "../../src/verify/recent.ts";

const named = (count: number): string[] => Array.from({ length: count }, (_, i) => `token ${i}`);

test.each([1, 2, 3, 10, 101])(
  "of a thousand entries, no more are held than %d, rounded up to an even number, and the last is",
  (capacity) => {
    const recent = createRecent<number>(capacity);
    for (const [i, name] of named(1000).entries()) recent.set(name, i);
    expect(recent.get("token 999")).toBe(999);
    const held = named(1000).filter((name) => recent.get(name) !== undefined);
    expect(held.length).toBeLessThanOrEqual(capacity + (capacity % 2));
  },
);

test("what is asked for each time stays, and what was deleted is gone", () => {
  const recent = createRecent<number>(10);
  recent.set("kept", 1);
  for (const name of named(1000)) {
    recent.set(name, 0);
    expect(recent.get("kept")).toBe(1);
  }
  recent.delete("kept");
  expect(recent.get("kept")).toBeUndefined();
});
