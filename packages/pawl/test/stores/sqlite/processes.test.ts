/**
 * Goal: several processes may share the file: they can start on it at the same moment, and of their swaps exactly one
 * wins each generation (C6).
 * Method: real child processes on one file; each swap that a process won is counted.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import { sessionRow } from "../../support/session-row.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const racer = join(import.meta.dirname, "racer.ts");

/** A racer, and what it wrote so far. */
function start(...parameters: string[]) {
  const child: ChildProcess = spawn(process.execPath, [racer, ...parameters], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  const exited = once(child, "exit");
  const line = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(output);
      if (found !== null) return found[0];
      if (child.exitCode !== null) throw new Error(`a racer ended with ${child.exitCode}`);
      await Promise.race([once(child.stdout ?? child, "data"), exited]);
    }
  };
  return { line, go: () => child.stdin?.write("go\n") };
}

test("two processes that start at once on a new file race fifty swaps, and each generation has one winner", async () => {
  const filename = join(temporaryFolder(), "pawl.sqlite");
  const before = sessionRow();
  const goal = before.generation + 50;
  const racers = ["one", "two"].map((name) => start(filename, name, String(goal)));
  await Promise.all(racers.map(({ line }) => line(/ready/)));

  const store = sqliteStore({ filename });
  onTestFinished(() => store.close());
  await store.sessions.insert(before);
  for (const { go } of racers) go();
  const won = await Promise.all(racers.map(async ({ line }) => JSON.parse(await line(/\[.*\]/)) as number[]));

  const generations = Array.from({ length: 50 }, (_, i) => before.generation + 1 + i);
  expect(won.flat().sort((a, b) => a - b)).toEqual(generations);
  expect((await store.sessions.find(before.sid))?.generation).toBe(goal);
}, 30_000);

test("four processes can start at the same moment on a file that is not there yet", async () => {
  const filename = join(temporaryFolder(), "pawl.sqlite");
  const racers = ["one", "two", "three", "four"].map((name) => start(filename, name, "0"));
  expect(await Promise.all(racers.map(({ line }) => line(/ready/)))).toEqual(Array(4).fill("ready"));
}, 30_000);
