import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import { redisStore } from "pawl/stores/redis";
// The private server of the tests: the one thing here that is not public.
import { startRedis as startServer } from "../../../packages/pawl/test/support/redis-server.ts";
import type { BenchStore } from "./bench-store.ts";

/** A private Redis that writes each answer to the disk first (`appendfsync always`). */
export async function startRedis(): Promise<BenchStore> {
  const server = await startServer({ appendonly: "yes", appendfsync: "always" });
  const admin = new Redis(server.url);
  const databases: string[] = [];
  /** Each side has a database of its own, by number. */
  const locationOf = (side: string): string => {
    if (!databases.includes(side)) databases.push(side);
    return `${server.url}/${databases.indexOf(side)}`;
  };
  const before = new Map<string, number>();
  const usedMemory = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(await admin.info("memory"))?.[1]);
  return {
    name: "Redis",
    location: locationOf,
    async open(side) {
      const store = redisStore({ client: new Redis(locationOf(side)) });
      await store.migrate();
      before.set(side, await usedMemory());
      return store;
    },
    floor: () => floorOf(server.port),
    bytes: async (side) => (await usedMemory()) - (before.get(side) ?? 0),
    async stop() {
      admin.disconnect();
      await server.stop();
    },
  };
}

/** redis-benchmark with SET, over 32 connections. */
async function floorOf(port: number): Promise<string | undefined> {
  const options = ["-p", String(port), "-c", "32", "-n", "100000", "-t", "set", "--csv"];
  try {
    const { stdout } = await promisify(execFile)("redis-benchmark", options);
    const perSecond = Number(/"SET","([\d.]+)"/.exec(stdout)?.[1]);
    return `${Math.round(perSecond).toLocaleString("en")} SETs a second by redis-benchmark`;
  } catch {
    return undefined;
  }
}
