/**
 * Goal: bytes have one spelling only (RFC 4648 §3.5): no padding, no other alphabet, no stray bits.
 * Method: every length, every possible last character, and random text against encoding again.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase64url, encodeBase64url, isCanonicalBase64url } from "../../src/tokens/base64url.ts";

const alphabet = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"];

/** The definition: a text is canonical if its bytes, encoded again, are it. */
const isItsOwnEncoding = (text: string) =>
  text !== "" && Buffer.from(text, "base64url").toString("base64url") === text;

test("every byte string comes back as it was", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), (bytes) => {
      expect(new Uint8Array(decodeBase64url(encodeBase64url(bytes)) ?? [])).toEqual(bytes);
    }),
  );
});

test("a view into a larger buffer is encoded alone", () => {
  const whole = Uint8Array.from({ length: 40 }, (_, index) => index);
  expect(encodeBase64url(whole.subarray(3, 19))).toBe(Buffer.from(whole.slice(3, 19)).toString("base64url"));
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 22, 43, 98])(
  "of %d characters, those last ones are canonical that leave no stray bits",
  (length) => {
    for (const last of alphabet) {
      const text = "A".repeat(length - 1) + last;
      expect(isCanonicalBase64url(text), text).toBe(isItsOwnEncoding(text));
    }
  },
);

test("any text over the alphabet is canonical exactly when encoding its bytes again gives it", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 70 }), (text) => {
      expect(isCanonicalBase64url(text)).toBe(isItsOwnEncoding(text));
    }),
    { numRuns: 1000 },
  );
});

test("any text at all that is canonical is its own encoding", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0x1_7f }), { maxLength: 12 }), (codes) => {
      const text = String.fromCharCode(...codes);
      expect(isCanonicalBase64url(text)).toBe(isItsOwnEncoding(text));
    }),
    { numRuns: 1000 },
  );
});

describe("has no other spelling", () => {
  test.each([
    ["nothing", ""],
    ["padding", "QQ=="],
    ["padding where none is due", "QUJD="],
    ["the alphabet of plain base64", "+/+/"],
    ["a space before", " QUJD"],
    ["a line break after", "QUJD\n"],
    ["a line break inside", "QU\nJD"],
    ["a NUL", "QUJ\0"],
    ["a full-width letter", "QUJ\uff24"],
    ["a letter whose low byte is in the alphabet", "QUJ\u0141"],
    ["a dot", "QU.D"],
    ["an impossible length", "QUJDR"],
    ["stray bits after one byte", "QR"],
    ["stray bits after two bytes", "QUJ"],
  ])("%s", (_, text) => {
    expect(isCanonicalBase64url(text)).toBe(false);
    expect(decodeBase64url(text)).toBeUndefined();
  });
});
