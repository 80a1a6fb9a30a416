/**
 * Goal: a server starts no slower for being able to describe its interface.
 * Method: what `pawl/server` loads at its start is followed from file to file, without what is imported when it is needed.
 */
import { expect, test } from "vitest";
import { importsAtStartOf, packageSources } from "./sources.ts";

const sources = new Map(packageSources().map((source) => [source.path, source]));

function loadedWith(entry: string): Set<string> {
  const loaded = new Set<string>();
  const visit = (path: string): void => {
    const source = sources.get(path);
    if (source === undefined || loaded.has(path)) return;
    loaded.add(path);
    for (const target of importsAtStartOf(source)) visit(target);
  };
  visit(entry);
  return loaded;
}

const late = /^http\/(components|operations|openapi)\//;

test.each(["server/index.ts", "http/index.ts", "next/index.ts"])(
  "%s loads nothing of the OpenAPI document at its start",
  (entry) => {
    const loaded = [...loadedWith(entry)];
    expect(loaded).toContain("http/problem.ts");
    expect(loaded.filter((path) => late.test(path) && !path.endsWith("/create-api-docs.ts"))).toEqual([]);
  },
);

test("what makes it is found in the same way, by who needs it", () => {
  expect(
    [...loadedWith("http/openapi/describe-api.ts")].filter((path) => late.test(path)).length,
  ).toBeGreaterThan(20);
});
