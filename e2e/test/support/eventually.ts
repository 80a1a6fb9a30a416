import { expect } from "vitest";

/** Waits until what `look` returns is as expected. The time limit is for a test that fails, not a claim. */
export function eventually<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: 15_000, interval: 50 });
}
