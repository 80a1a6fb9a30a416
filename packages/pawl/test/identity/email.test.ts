/**
 * Goal: an e-mail address has one form in which it is stored and compared, so that no two accounts look alike in it
 * (C97, A83).
 * Method: twins by case, form and invisible characters; every character of Unicode; and random text, made canonical
 * twice.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalEmail } from "../../src/identity/email.ts";

describe("twins become one", () => {
  test.each([
    ["in capitals", "ADA@EXAMPLE.COM", "ada@example.com"],
    ["with white space about", " \tada@example.com\r\n", "ada@example.com"],
    ["in full-width letters", "ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ada@example.com"],
    ["with the Kelvin sign", "mar\u212a@example.com", "mark@example.com"],
    ["with a ligature", "\ufb01ona@example.com", "fiona@example.com"],
    ["with a long s", "mi\u017fter@example.com", "mister@example.com"],
    ["composed", "zo\u00eb@example.com", "zo\u00eb@example.com"],
    ["decomposed", "zoe\u0308@example.com", "zo\u00eb@example.com"],
    ["composed only in lower case", "J\u030c@example.com", "\u01f0@example.com"],
    ["composed in lower case already", "\u01f0@example.com", "\u01f0@example.com"],
  ])("%s", (_, text, canonical) => {
    expect(canonicalEmail(text)).toBe(canonical);
  });

  test("letters that are not the same letter stay apart", () => {
    expect(canonicalEmail("\u0430da@example.com")).not.toBe(canonicalEmail("ada@example.com"));
    expect(canonicalEmail("\u0131da@example.com")).not.toBe(canonicalEmail("ida@example.com"));
  });

  test("a provider's own rules are not ours to know", () => {
    expect(canonicalEmail("a.da+notes@example.com")).toBe("a.da+notes@example.com");
  });
});

describe("is no address", () => {
  test.each([
    ["nothing", ""],
    ["no @", "ada.example.com"],
    ["two", "ada@example@com"],
    ["nothing before it", "@example.com"],
    ["nothing after it", "ada@"],
    ["a space inside", "ada lovelace@example.com"],
    ["a second line", "ada@example.com\nbcc:eve@example.com"],
    ["a NUL", "ada\0@example.com"],
    ["a lone surrogate", "ada\ud800@example.com"],
    ["a zero-width space", "ada\u200b@example.com"],
    ["a zero-width joiner", "ada\u200d@example.com"],
    ["a soft hyphen", "a\u00adda@example.com"],
    ["a byte order mark inside", "ada\ufeff@example.com"],
    ["a direction override", "ada\u202e@example.com"],
    ["a variation selector", "ada\ufe0f@example.com"],
    ["a combining grapheme joiner", "ada\u034f@example.com"],
    ["a Hangul filler", "ada\u3164@example.com"],
    ["a tag character", "ada\u{e0041}@example.com"],
  ])("%s", (_, text) => {
    expect(canonicalEmail(text)).toBeUndefined();
  });

  test("more than 254 characters, before or after it was made canonical", () => {
    const ofLength = (length: number) => `${"a".repeat(length - 12)}@example.com`;
    expect(canonicalEmail(ofLength(254))).toBe(ofLength(254));
    expect(canonicalEmail(ofLength(255))).toBeUndefined();
    // One character that becomes eighteen.
    expect(canonicalEmail(`${"\ufdfa".repeat(20)}@example.com`)).toBeUndefined();
    expect(canonicalEmail("a".repeat(1_000_000))).toBeUndefined();
  });
});

test("what is canonical is its own canonical form, with every character of Unicode", () => {
  for (let codePoint = 0; codePoint < 0x11_00_00; codePoint++) {
    const canonical = canonicalEmail(`a${String.fromCodePoint(codePoint)}\u0308@example.com`);
    if (canonical !== undefined && canonicalEmail(canonical) !== canonical) {
      expect.fail(`U+${codePoint.toString(16)}`);
    }
  }
}, 20_000);

test("what is canonical is its own canonical form, whatever the text", () => {
  const part = fc
    .array(fc.integer({ min: 0, max: 0x10_ff_ff }), { minLength: 1, maxLength: 6 })
    .map((codePoints) => String.fromCodePoint(...codePoints));
  fc.assert(
    fc.property(part, part, (local, domain) => {
      const canonical = canonicalEmail(`${local}@${domain}`);
      if (canonical !== undefined) expect(canonicalEmail(canonical)).toBe(canonical);
    }),
    { numRuns: 3000 },
  );
});
