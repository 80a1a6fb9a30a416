import { refreshLoad } from "./load.ts";
import { median, spread } from "./median.ts";
import { startBare, startPawl } from "./servers.ts";
import { sessionOf } from "./session.ts";
import type { BenchStore, StartStore } from "./stores/bench-store.ts";

const clients = 32;
const rounds = 5;
const roundMs = 3000;
const warmUpMs = 1500;

/** Refreshes a second over HTTP on each store: Pawl beside the bare handler, in alternating rounds. */
export async function benchRefresh(stores: readonly StartStore[]): Promise<void> {
  console.log(`Refreshes a second (durable commits, ${clients} clients, ${rounds} rounds)`);
  console.log("                                  min   median      max");
  for (const start of stores) {
    const store = await start();
    try {
      await benchOn(store);
    } finally {
      await store.stop();
    }
  }
}

async function benchOn(store: BenchStore): Promise<void> {
  const bare = await startBare(store.location("bare"), clients);
  const others = await store.open("pawl");
  let added = 0;
  const pawl = await startPawl(store.location("pawl"), clients, async (count) => {
    const rows = Array.from({ length: count }, () => sessionOf(added++));
    await Promise.all(rows.map((row) => others.sessions.insert(row)));
  });
  await others.close();
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
  }
  const floor = await store.floor();
  console.log(`${store.name}${floor === undefined ? "" : `, which does ${floor}`}`);
  console.log(`  bare handler             ${spread(figures.bare)}   one swap, one signature`);
  console.log(`  pawl serve               ${spread(figures.pawl)}`);
  const ratio = median(figures.pawl) / median(figures.bare);
  console.log(`  ratio, of medians          ${ratio.toFixed(2)}            goal: at least 0.7`);
}
