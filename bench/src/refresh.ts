import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refreshLoad } from "./load.ts";
import { median, spread } from "./median.ts";
import { startBare, startPawl } from "./servers.ts";

const clients = 32;
const rounds = 5;
const roundMs = 3000;
const warmUpMs = 1500;

/** Refreshes a second over HTTP: Pawl beside the bare handler, in alternating rounds. */
export async function benchRefresh(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pawl-bench-"));
  const bare = await startBare(join(folder, "bare.sqlite"), clients);
  const pawl = await startPawl(join(folder, "pawl.sqlite"), clients);
  const figures = { bare: [] as number[], pawl: [] as number[] };
  try {
    await refreshLoad(bare.port, bare.cookies, warmUpMs);
    await refreshLoad(pawl.port, pawl.cookies, warmUpMs);
    for (let round = 0; round < rounds; round++) {
      figures.bare.push((await refreshLoad(bare.port, bare.cookies, roundMs)).perSecond);
      figures.pawl.push((await refreshLoad(pawl.port, pawl.cookies, roundMs)).perSecond);
    }
  } finally {
    await Promise.all([bare.stop(), pawl.stop()]);
    await rm(folder, { recursive: true });
  }
  console.log(`Refreshes a second (SQLite, synchronous FULL, ${clients} clients, ${rounds} rounds)`);
  console.log("                                  min   median      max");
  console.log(
    `  bare handler             ${spread(figures.bare)}   one swap, one signature, one commit each`,
  );
  console.log(`  pawl serve               ${spread(figures.pawl)}   concurrent swaps share a commit`);
  const ratio = median(figures.pawl) / median(figures.bare);
  console.log(`  ratio, of medians          ${ratio.toFixed(2)}            goal: at least 0.6`);
}
