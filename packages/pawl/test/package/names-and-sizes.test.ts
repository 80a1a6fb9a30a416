/**
 * Goal: names say what a thing is, and files stay small enough to hold.
 * Method: file names, exported names, line counts and a few forbidden words, over the whole repository.
 */
import { posix } from "node:path";
import { expect, test } from "vitest";
import { filesBelow, packageSources, repository } from "./sources.ts";

/** Words that name nothing: what they stand for has a name of its own. */
const empty = ["util", "helper", "manager", "common", "misc", "data", "info"];

const typescript = filesBelow(repository).filter(({ path }) => /\.[cm]?tsx?$/.test(path));

/** `parseUserData` and `parse-user-data` are made of parse, user and data. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => (word.length > 4 ? word.replace(/s$/, "") : word));

const isEmpty = (name: string): boolean => wordsOf(name).some((word) => empty.includes(word));

test("no file and no folder has a name that says nothing", () => {
  expect(typescript.map(({ path }) => path).filter(isEmpty)).toEqual([]);
});

test("no export of the package has a name that says nothing", () => {
  const exported = /^export (?:async )?(?:function\*?|const|let|class|interface|type) (\w+)/gm;
  const wrong = packageSources().flatMap(({ path, text }) =>
    [...text.matchAll(exported)]
      .map((match) => match[1] ?? "")
      .filter(isEmpty)
      .map((name) => `${path}: ${name}`),
  );
  expect(wrong).toEqual([]);
});

test("no TypeScript file has more than 300 lines", () => {
  const long = typescript
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > 300);
  expect(long).toEqual([]);
});

test("a test file ends in .test.ts and opens with its goal and method", () => {
  const tests = typescript.filter(({ path }) => /\.test\.tsx?$/.test(path));
  expect(tests.length).toBeGreaterThan(5);
  expect(
    tests.filter(
      ({ text }) => !/^(\/\/|\/\*)/.test(text.replace(/^\/\*\* ?@vitest.*\n|^\/\/ ?@vitest.*\n/, "")),
    ),
  ).toEqual([]);
});

test("nothing is switched off, put off or skipped", () => {
  // Put together here, so that this file does not hold what it forbids.
  const forbidden = [
    "TO" + "DO",
    "FIX" + "ME",
    "XX" + "X",
    "@ts-" + "ignore",
    "@ts-" + "nocheck",
    "as " + "any",
  ];
  const skips = new RegExp(
    `\\b(it|test|describe)\\.(${["skip", "only", "to" + "do", "fails"].join("|")})\\b`,
  );
  const wrong = typescript.flatMap(({ path, text }) => [
    ...forbidden
      .filter((word) => new RegExp(`(^|\\W)${word}\\b`).test(text))
      .map((word) => `${path}: ${word}`),
    ...(skips.test(text) ? [`${path}: ${skips.exec(text)?.[0]}`] : []),
  ]);
  expect(wrong).toEqual([]);
});

test("a lint rule is only ever switched off with a reason", () => {
  const wrong = typescript.filter(({ text }) => /biome-ignore(?:-all)? [\w/]+:?\s*$/m.test(text));
  expect(wrong.map(({ path }) => posix.normalize(path))).toEqual([]);
});
