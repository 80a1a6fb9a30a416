/**
 * Goal: the closing line tells the truth, whatever goes wrong: it is what machines read.
 * Method: vitest runs with the reporter over small files that pass, fail, break in a hook, cannot be loaded or do
 * not exist; the last line and the exit code are looked at.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "./run.ts";

const reporter = join(import.meta.dirname, "closing-line.ts");
const vitest = join(root, "node_modules/vitest/vitest.mjs");

const passes = 'test("passes", () => { expect(1).toBe(1); });';
const fails = 'test("fails", () => { expect(1).toBe(2); });';
const breaksInHook = `describe("a hook", () => { beforeAll(() => { throw new Error("no"); }); ${passes} });`;
const cannotBeLoaded = `import "./not-there.js"; ${passes}`;
const throwsLater = `test("throws later", async () => {
  setTimeout(() => { throw new Error("late"); });
  await new Promise((resolve) => setTimeout(resolve, 50));
});`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "closing-line-"));
  const config = { test: { globals: true, reporters: ["default", reporter] } };
  writeFileSync(join(folder, "vitest.config.js"), `export default ${JSON.stringify(config)};`);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly lastLine: string | undefined;
  readonly status: number | null;
}

const runVitest = (...files: string[]): Run => runVitestAfter("", ...files);

function runVitestAfter(counted: string, ...files: string[]): Run {
  for (const [index, text] of files.entries()) writeFileSync(join(folder, `${index}.test.js`), text);
  const { stdout, status } = spawnSync(process.execPath, [vitest, "run", "--root", folder], {
    encoding: "utf8",
    // This run's own variables would make the inner one believe that it is a worker of this one.
    env: { PATH: process.env["PATH"], PAWL_COUNTED: counted },
  });
  return { lastLine: stdout.trimEnd().split("\n").at(-1), status };
}

test("a run that passes counts what passed", () => {
  expect(runVitest(passes, passes)).toEqual({ lastLine: "2 passed, 0 failed", status: 0 });
});

test("what was tested before is counted with it, and a failure there is one here", () => {
  expect(runVitestAfter("3 passed, 2 failed", passes).lastLine).toBe("4 passed, 2 failed");
});

test("a failing test, a broken hook and a file that cannot be loaded count as one failure each", () => {
  const run = runVitest(passes, fails, breaksInHook, cannotBeLoaded);
  expect(run).toEqual({ lastLine: "1 passed, 3 failed", status: 1 });
});

test("an error that no test caught counts as a failure", () => {
  expect(runVitest(throwsLater)).toEqual({ lastLine: "1 passed, 1 failed", status: 1 });
});

test("a run without tests is a failure", () => {
  expect(runVitest()).toEqual({ lastLine: "0 passed, 1 failed", status: 1 });
});
