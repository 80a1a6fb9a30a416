/**
 * Goal: two digests are the same when every byte is, and only then.
 * Method: every single-bit difference, every other length, and random pairs against `Buffer.equals`.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { sameDigest } from "../../src/session/digest.ts";
import { digestOf } from "../support/session-row.ts";

test("a digest is the same as its copy", () => {
  expect(sameDigest(digestOf("a"), digestOf("a"))).toBe(true);
  expect(sameDigest(digestOf("a"), Buffer.from(digestOf("a")))).toBe(true);
});

test("one different bit, anywhere, makes another digest", () => {
  for (let bit = 0; bit < 256; bit++) {
    const other = digestOf("a");
    other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(sameDigest(digestOf("a"), other)).toBe(false);
  }
});

test("a shorter or longer digest is another one, whichever comes first", () => {
  const digest = digestOf("a");
  const zeroes = new Uint8Array(32);
  for (let length = 0; length < 32; length++) {
    for (const whole of [digest, zeroes]) {
      expect(sameDigest(whole, whole.subarray(0, length))).toBe(false);
      expect(sameDigest(whole.subarray(0, length), whole)).toBe(false);
    }
  }
});

test("any two byte strings are the same exactly when their bytes are", () => {
  const bytes = fc.uint8Array({ maxLength: 6, max: 2 });
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(sameDigest(a, b)).toBe(Buffer.from(a).equals(Buffer.from(b)));
    }),
  );
});
