/**
 * Goal: strict JSON is a subset of what `JSON.parse` takes, with the same values: UTF-8, unique names, bounded depth.
 * Method: each rule by hand; then documents made at random, and broken at random, against `JSON.parse`.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseStrictJson } from "../../src/tokens/strict-json.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const parse = (text: string, maxDepth = 8) => parseStrictJson(encode(text), maxDepth);

describe("a member name twice is refused", () => {
  test.each([
    ["at the top", '{"a":1,"a":2}'],
    ["with the same value", '{"a":1,"a":1}'],
    ["with others between", '{"a":1,"b":{"c":[1,{}]},"a":2}'],
    ["in an object in an object", '{"x":{"a":1,"a":2}}'],
    ["in an object in a list", '[0,{"a":1,"a":2}]'],
    ["after a list of objects", '{"a":[{"a":1},{"a":2}],"a":3}'],
    ["when one is escaped", String.raw`{"alg":"none","\u0061lg":"ES256"}`],
    ["when both are escaped, each in its way", String.raw`{"\u0061\u006c":1,"a\u006C":1}`],
    ["when it is empty", '{"":1,"":2}'],
    ["when it holds a quote", String.raw`{"a\"b":1,"a\u0022b":2}`],
    ["when it ends in a backslash", String.raw`{"a\\":1,"a\\":2}`],
    ["with white space about", '{ "a" : 1 ,\n\t"a" : 2 }'],
  ])("%s", (_, text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(parse(text)).toBeUndefined();
  });

  test("names that only look alike are different", () => {
    expect(parse('{"a":1,"A":2,"\u0430":3,"a ":4}')).toEqual({ a: 1, A: 2, "\u0430": 3, "a ": 4 });
  });

  test("the same name in two objects is no duplicate", () => {
    expect(parse('{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}')).toEqual({
      a: { a: { a: 1 } },
      b: [{ a: 1 }, { a: 1 }],
    });
  });

  test("a value is not a name, whatever it looks like", () => {
    expect(parse('{"a":"a","b":"a\\",\\"a\\":","c":["a","a"]}')).toEqual({
      a: "a",
      b: 'a","a":',
      c: ["a", "a"],
    });
  });
});

describe("__proto__ is refused as a name and taken as a value", () => {
  test.each(['{"__proto__":{"x":1}}', '[{"a":{"__proto__":null}}]', String.raw`{"\u005f_proto__":1}`])(
    "%s",
    (text) => {
      expect(parse(text)).toBeUndefined();
      expect(({} as { x?: number }).x).toBeUndefined();
    },
  );

  test("as a value", () => {
    expect(parse('["__proto__"]')).toEqual(["__proto__"]);
  });
});

describe("depth", () => {
  const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

  test.each([1, 2, 8])("may be %d when that is the bound, and not one more", (bound) => {
    expect(parse(nested(bound, "[", "]"), bound)).toBeDefined();
    expect(parse(nested(bound + 1, "[", "]"), bound)).toBeUndefined();
    const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
    expect(parse(objects(bound), bound)).toBeDefined();
    expect(parse(objects(bound + 1), bound)).toBeUndefined();
  });

  test("counts what is open, not what there is", () => {
    expect(parse("[[],[],[],[],[]]", 2)).toEqual([[], [], [], [], []]);
  });

  test("brackets in a text do not count", () => {
    expect(parse(JSON.stringify("[[[[{{{{"), 0)).toBe("[[[[{{{{");
  });

  test("a hundred thousand brackets are refused, not a crash", () => {
    expect(parse(nested(100_000, "[", "]"))).toBeUndefined();
    expect(parse("[".repeat(100_000))).toBeUndefined();
    expect(parse('{"a":'.repeat(100_000))).toBeUndefined();
  });
});

describe("only UTF-8 is text", () => {
  test.each([
    ["a byte order mark", [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
    ["a byte that begins nothing", [0x22, 0xff, 0x22]],
    ["a lone continuation byte", [0x22, 0x80, 0x22]],
    ["an overlong slash", [0x22, 0xc0, 0xaf, 0x22]],
    ["an encoded surrogate", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["a character cut short", [0x22, 0xe2, 0x82, 0x22]],
    ["a code point beyond Unicode", [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
    ["UTF-16", [...Buffer.from('{"a":1}', "utf16le")]],
    ["UTF-16 with its mark", [0xff, 0xfe, ...Buffer.from("{}", "utf16le")]],
  ])("%s is refused", (_, bytes) => {
    expect(parseStrictJson(Uint8Array.from(bytes), 8)).toBeUndefined();
  });
});

describe("against JSON.parse", () => {
  const jsonOf = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  };

  test("a document with unique names has the same value", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        fc.pre(!text.includes("__proto__"));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test("whatever is taken, JSON.parse takes too and reads alike", () => {
    const piece = fc.constantFrom(...'{}[],:"\\ \n019eE.+-', '"a"', '"\\u0061"', "true", "null", '"a":', "é");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join("");
        const value = parse(text);
        if (value !== undefined) expect(value).toEqual(jsonOf(text));
      }),
      { numRuns: 5000 },
    );
  });

  test("a document with one byte changed is refused or read alike", () => {
    const changed = fc.tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(changed, ([text, at, byte]) => {
        const bytes = encode(text);
        bytes[at % bytes.length] = byte;
        const value = parseStrictJson(bytes, 8);
        if (value !== undefined) expect(value).toEqual(jsonOf(Buffer.from(bytes).toString()));
      }),
      { numRuns: 2000 },
    );
  });

  test("what JSON.parse takes is refused only for a duplicate, __proto__ or depth", () => {
    const name = fc.constantFrom("a", "b", "\\u0061", "__proto__", "");
    const member = fc.tuple(name, fc.constantFrom("1", "[]", '{"a":2}', '"a"'));
    fc.assert(
      fc.property(fc.array(member, { maxLength: 4 }), (members) => {
        const text = `{${members.map(([key, value]) => `"${key}":${value}`).join(",")}}`;
        const names = members.map(([key]) => (key === "\\u0061" ? "a" : key));
        const isStrict = new Set(names).size === names.length && !names.includes("__proto__");
        expect(parse(text) !== undefined).toBe(isStrict);
      }),
      { numRuns: 1000 },
    );
  });
});
