// Goal: an old Node gets a sentence, not a stack trace from somewhere in the middle.
// Method: Node is made to say that it is older than it is; what it loads first is read for what an old one lacks.
import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { runPawl } from "./support/run-pawl.ts";

vi.setConfig({ testTimeout: 30_000 });

function pretending(version: string): readonly string[] {
  const code = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } })`;
  return ["--import", `data:text/javascript,${encodeURIComponent(code)}`];
}

test.each(["18.20.4", "20.20.2", "22.12.0"])(
  "Node %s is told what is needed, with exit code 1",
  async (version) => {
    expect(await runPawl(["serve"], { nodeOptions: pretending(version) })).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `pawl needs Node.js 22.13 or newer and this is ${version}; install a newer one from https://nodejs.org/.\n`,
    });
  },
);

test.each(["22.13.0", "24.0.0", "100.1.0"])("Node %s will do", async (version) => {
  expect(await runPawl(["--version"], { nodeOptions: pretending(version) })).toMatchObject({ exitCode: 0 });
});

test("the first file imports nothing before it has looked, and has no newer syntax than that", () => {
  const source = readFileSync(new URL("../../src/cli/main.ts", import.meta.url), "utf8");
  expect(source).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(source).not.toMatch(/^\s*(import|export) /m);
  expect(source).not.toMatch(/\?\?|\?\.|\bawait\b|#\w+\s*[=(]/);
});
