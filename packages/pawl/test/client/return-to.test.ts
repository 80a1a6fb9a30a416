/**
 * Goal: whatever stands in `return_to`, the user stays on this origin (C68).
 * Method: the strings of C68 and of known bypasses; and, over all of them, the promise itself: the answer, used as a
 * link on this origin, leads to this origin.
 */
import { expect, test } from "vitest";
import { safeReturnTo } from "../../src/client/index.ts";

const hostile: unknown[] = [
  "//evil.test",
  "/\\evil.test",
  "\\\\evil.test",
  "https:evil.test",
  "https://evil.test/",
  "http:/evil.test",
  "javascript:alert(1)",
  "data:text/html,x",
  "%2f%2fevil.test",
  "/%2f%2fevil.test",
  "/%2Fevil.test",
  "/%5cevil.test",
  "/\t/evil.test",
  "/\n/evil.test",
  "/\r\n/evil.test",
  "\t//evil.test",
  " //evil.test",
  "/\t\\evil.test",
  "@evil.test",
  "user@evil.test",
  "//app.test@evil.test",
  ":@evil.test",
  ".evil.test",
  "/.//evil.test",
  "/a/..//evil.test",
  "/./\\evil.test",
  "/..\\\\evil.test",
  "///evil.test",
  "/\\/evil.test",
  "//[",
  "/\t/[",
  "",
  "evil",
  "?x",
  "#x",
  null,
  undefined,
  7,
  {},
  ["/notes"],
];

test.each(hostile.map((value) => [JSON.stringify(value) ?? "undefined", value]))(
  "%s falls back to /",
  (_name, value) => {
    expect(safeReturnTo(value)).toBe("/");
  },
);

test.each([
  ["/", "/"],
  ["/notes", "/notes"],
  ["/notes?page=2&q=a%2Fb#third", "/notes?page=2&q=a%2Fb#third"],
  ["/a/../b", "/b"],
  ["/@ada", "/@ada"],
  ["/files/a%2Fb", "/files/a%2Fb"],
  ["/search?next=https://evil.test", "/search?next=https://evil.test"],
  ["/ü b", "/%C3%BC%20b"],
])("%s is kept, as the URL parser writes it", (value, expected) => {
  expect(safeReturnTo(value)).toBe(expected);
});

test("the fallback is the app's own", () => {
  expect(safeReturnTo("//evil.test", "/home")).toBe("/home");
  expect(safeReturnTo(null, "https://other.test/home")).toBe("https://other.test/home");
});

test("every answer, used as a link, stays on the origin", () => {
  const pieces = [
    "/",
    "\\",
    "//",
    "\t",
    "\n",
    ".",
    "..",
    "@",
    ":",
    "%2f",
    "%5c",
    "evil.test",
    "https:",
    "?",
    "#",
    " ",
  ];
  for (const a of pieces) {
    for (const b of pieces) {
      for (const c of pieces) {
        for (const d of pieces) {
          const target = safeReturnTo(a + b + c + d);
          expect(new URL(target, "https://app.test/login").origin).toBe("https://app.test");
        }
      }
    }
  }
});
