/**
 * Goal: pooled randomness is the system's: no byte is handed out twice, none is left as it was made, and sizes hold.
 * Method: more draws than the pool holds, of all sizes around it, compared with each other.
 */
import { expect, test } from "vitest";
import { pooledRandom } from "../../src/server/pooled-random.ts";

test("no sixteen bytes come twice, within a pool and beyond it", () => {
  const random = pooledRandom();
  const drawn = Array.from({ length: 10_000 }, () => Buffer.from(random(16)).toString("hex"));
  expect(new Set(drawn).size).toBe(10_000);
});

test.each([0, 1, 16, 31, 4095, 4096, 4097, 100_000])("%d bytes are as many, and not all alike", (n) => {
  const random = pooledRandom();
  random(7);
  const bytes = random(n);
  expect(bytes).toHaveLength(n);
  if (n >= 16) expect(new Set(bytes).size).toBeGreaterThan(8);
});

test("what was drawn is the caller's: it does not change with later draws, nor they with it", () => {
  const random = pooledRandom();
  const first = random(32);
  const before = Uint8Array.from(first);
  for (let i = 0; i < 1000; i++) random(32);
  expect(first).toEqual(before);
  expect(first.buffer.byteLength).toBe(32);
});

test("every byte value comes about equally often", () => {
  const random = pooledRandom();
  const counts = new Array<number>(256).fill(0);
  for (let i = 0; i < 4000; i++) for (const byte of random(64)) counts[byte] = (counts[byte] ?? 0) + 1;
  // 1000 of each are expected, with a standard deviation of 32; ten of these never happen by chance.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(320);
});
