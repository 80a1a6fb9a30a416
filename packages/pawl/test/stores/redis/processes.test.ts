/**
 * Goal: several processes may share the server: of their swaps exactly one wins each generation, whatever their drivers.
 * Method: real child processes on one server, and on a cluster; each swap that a process won is counted.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { redisStore } from "../../../src/stores/redis/index.ts";
import { startCluster, startRedis } from "../../support/redis-server.ts";
import { sessionRow } from "../../support/session-row.ts";
import { connectTo, type Driver, portsOf } from "./connect.ts";

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

async function raceFor(swaps: number, drivers: readonly Driver[], ports: readonly number[]): Promise<void> {
  const before = sessionRow();
  const goal = before.generation + swaps;
  const racers = drivers.map((driver, i) => start(driver, ports.join(), `racer ${i}`, String(goal)));
  await Promise.all(racers.map(({ line }) => line(/ready/)));

  const [driver = "ioredis"] = drivers;
  const store = redisStore({ client: await connectTo[driver](ports) });
  onTestFinished(() => store.close());
  await store.sessions.insert(before);
  for (const { go } of racers) go();
  const won = await Promise.all(racers.map(async ({ line }) => JSON.parse(await line(/\[.*\]/)) as number[]));

  const generations = Array.from({ length: swaps }, (_, i) => before.generation + 1 + i);
  expect(won.flat().sort((a, b) => a - b)).toEqual(generations);
  expect((await store.sessions.find(before.sid))?.generation).toBe(goal);
}

test("three processes race two hundred swaps on one server, and each generation has one winner", async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  await raceFor(200, ["ioredis", "node-redis", "node-redis pool"], [server.port]);
}, 30_000);

test("two processes race two hundred swaps on a cluster, and each generation has one winner", async () => {
  const cluster = await startCluster();
  onTestFinished(() => cluster.stop());
  await raceFor(200, ["ioredis Cluster", "node-redis cluster"], portsOf(cluster));
}, 60_000);
