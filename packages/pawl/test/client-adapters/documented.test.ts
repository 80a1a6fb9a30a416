/**
 * Goal: what docs/adapters.md tells people to write is what the tests run.
 * Method: each line of its examples that holds more than an import, an address or a bracket stands in a file here.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const folder = import.meta.dirname;
const page = readFileSync(join(folder, "../../../../docs/adapters.md"), "utf8");
const examples = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);

/** Without indentation, and whatever a value is called or given to. */
const essence = (line: string): string => line.trim().replace(/^(return|(export )?const \w+ =) /, "");

/** What an app fills in itself: imports, addresses, brackets, and what is marked as its own. */
const isOfTheApp = (line: string): boolean => /^import |"\S*\/\S*"|^\W*$|\/\/ your app$|"hello"/.test(line);

const tested = new Set(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n").map(essence)),
);

test("each line of the examples is run by a test", () => {
  const lines = examples.flatMap((code) => code.split("\n")).filter((line) => !isOfTheApp(line.trim()));
  expect(lines.length).toBeGreaterThan(30);
  expect(lines.map(essence).filter((line) => !tested.has(line))).toEqual([]);
});
