/**
 * Goal: the repository speaks of the product alone: no key, no token, no machine, no registry.
 * Method: every text file is searched for what would give one away.
 */
import { expect, test } from "vitest";
import { filesBelow, repository } from "./sources.ts";

const files = filesBelow(repository);

function linesWith(pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split("\n")
      .map((line, index) => ({ line, at: `${path}:${index + 1}` }))
      .filter(({ line }) => pattern.test(line))
      .map(({ at }) => at),
  );
}

test("no file names a package registry", () => {
  expect(files.length).toBeGreaterThan(50);
  // With the dot in a class, this line does not match itself.
  expect(linesWith(/\/\/registry[.]|npmjs[.](org|com)\/[a-z@]|"resolved": "https?:/)).toEqual([]);
});

test("no file holds the path of a machine it was written on", () => {
  const folders = ["home", "root", "work", "Users"].join("|");
  expect(linesWith(new RegExp(`(^|[^.\\w}])/(${folders})/`))).toEqual([]);
});

test("no file holds a private key or a signed token", () => {
  expect(linesWith(/-----BEGIN [A-Z ]*PRIVATE[ ]KEY-----/)).toEqual([]);
  // But for those of the vectors: of an issuer that is none, and the keys that signed them were thrown away.
  const tokens = linesWith(/\beyJ[\w-]{20,}[.]eyJ[\w-]{20,}[.][\w-]{20,}/);
  expect(tokens.filter((at) => !at.startsWith("packages/pawl/test/vectors/access-tokens.json:"))).toEqual([]);
});
