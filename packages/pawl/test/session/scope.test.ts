/**
 * Goal: a scope that is asked for is a part of what was granted, or it is more; nothing is read into either.
 * Method: examples, and properties over any two lists.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { exceedsScope, narrowScope, scopesOf } from "../../src/session/scope.ts";

test.each([
  [{ scope: "notes:read notes:write" }, ["notes:read", "notes:write"]],
  [{ scope: " a  b " }, ["a", "b"]],
  [{ scope: "" }, []],
  [{}, []],
  [{ scope: ["a"] }, []],
  [{ scope: 7 }, []],
])("%j grants %j", (claims, scopes) => {
  expect(scopesOf(claims)).toEqual(scopes);
});

test.each([
  ["a", "a"],
  ["c a", "a c"],
  ["b a c", "a b c"],
  ["a a", "a"],
])("of a, b and c, %j is %j", (asked, narrowed) => {
  expect(exceedsScope(["a", "b", "c"], asked)).toBe(false);
  expect(narrowScope(["a", "b", "c"], asked)).toBe(narrowed);
});

test.each(["d", "a d", "A", "a ", " a", "a  b", "", "a,b", "a\tb", "*", "__proto__"])(
  "%j is more than a, b and c, or is not written as scopes are",
  (asked) => {
    expect(exceedsScope(["a", "b", "c"], asked)).toBe(true);
  },
);

const list = fc.uniqueArray(fc.stringMatching(/^[a-e]{1,2}$/), { maxLength: 6 });

test("what is narrowed is never more than was granted, nor than was asked for", () => {
  fc.assert(
    fc.property(list, list, (granted, asked) => {
      const narrowed = scopesOf({ scope: narrowScope(granted, asked.join(" ")) });
      expect(narrowed.every((one) => granted.includes(one) && asked.includes(one))).toBe(true);
      if (asked.length > 0 && !exceedsScope(granted, asked.join(" "))) {
        expect(new Set(narrowed)).toEqual(new Set(asked));
      }
    }),
  );
});
