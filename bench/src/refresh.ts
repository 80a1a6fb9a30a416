import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { refreshLoad } from "./load.ts";
import { median, spread } from "./median.ts";

const clients = 32;
const rounds = 5;
const roundMs = 3_000;
const warmUpMs = 1_500;

interface Server {
  readonly process: ChildProcess;
  readonly port: number;
  readonly cookies: string[];
}

/** Refreshes a second over HTTP: Pawl beside the bare handler, in alternating rounds. */
export async function benchRefresh(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pawl-bench-"));
  const bare = await start("bare-server.ts", join(folder, "bare.sqlite"));
  const pawl = await start("pawl-server.ts", join(folder, "pawl.sqlite"));
  const figures = { bare: [] as number[], pawl: [] as number[] };
  try {
    await refreshLoad(bare.port, bare.cookies, warmUpMs);
    await refreshLoad(pawl.port, pawl.cookies, warmUpMs);
    for (let round = 0; round < rounds; round++) {
      figures.bare.push((await refreshLoad(bare.port, bare.cookies, roundMs)).perSecond);
      figures.pawl.push((await refreshLoad(pawl.port, pawl.cookies, roundMs)).perSecond);
    }
  } finally {
    for (const server of [bare, pawl]) {
      server.process.kill();
      await once(server.process, "exit");
    }
    await rm(folder, { recursive: true });
  }
  console.log(`Refreshes a second (SQLite, synchronous FULL, ${clients} clients, ${rounds} rounds)`);
  console.log("                                  min   median      max");
  console.log(`  bare handler             ${spread(figures.bare)}   one swap, one signature, one commit each`);
  console.log(`  pawl                     ${spread(figures.pawl)}   concurrent swaps share a commit`);
  const ratio = median(figures.pawl) / median(figures.bare);
  console.log(`  ratio, of medians          ${ratio.toFixed(2)}            goal: at least 0.6`);
}

async function start(script: string, filename: string): Promise<Server> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, filename, String(clients)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return { process: child, ...(JSON.parse(line) as { port: number; cookies: string[] }) };
}
