import { randomInt } from "node:crypto";
import type { SessionStore } from "pawl/server";
import { median, spread } from "./median.ts";
import { hashOf, now, sessionOf, sidOf } from "./session.ts";
import type { BenchStore, StartStore } from "./stores/bench-store.ts";

const sizes = [10_000, 100_000, 1_000_000];
const swapsPerRound = 10_000;
const rounds = 5;
const concurrency = 32;

/** What a swap of a random session costs, as sessions grow; without HTTP and signatures, which do not grow. */
export async function benchGrowth(stores: readonly StartStore[]): Promise<void> {
  console.log(
    `Swaps a second, of random sessions (${concurrency} at once, ${rounds} rounds of ${swapsPerRound})`,
  );
  console.log("                                  min   median      max");
  for (const start of stores) {
    const store = await start();
    try {
      await growthOn(store);
    } finally {
      await store.stop();
    }
  }
}

async function growthOn(bench: BenchStore): Promise<void> {
  const store = await bench.open("growth");
  const generations: number[] = [];
  let first: number | undefined;
  console.log(bench.name);
  for (const size of sizes) {
    await fill(store.sessions, generations, size);
    await swaps(store.sessions, generations);
    const figures: number[] = [];
    for (let round = 0; round < rounds; round++) figures.push(await swaps(store.sessions, generations));
    first ??= median(figures);
    const ratio = (median(figures) / first).toFixed(2);
    console.log(
      `  ${size.toLocaleString("en").padEnd(24)} ${spread(figures)}   ${ratio} of the first; goal: flat`,
    );
  }
  await store.close();
}

/** Runs something for each number up to `count`, so many at once. */
async function inParallel(count: number, run: (i: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await run(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

async function fill(sessions: SessionStore, generations: number[], size: number): Promise<void> {
  const from = generations.length;
  await inParallel(size - from, async (n) => {
    const i = from + n;
    generations[i] = 0;
    if (n > 0 && n % 100_000 === 0) process.stderr.write(`  ${i.toLocaleString("en")} sessions …\n`);
    await sessions.insert(sessionOf(i));
  });
}

async function swaps(sessions: SessionStore, generations: number[]): Promise<number> {
  const startedAt = performance.now();
  await inParallel(swapsPerRound, async () => {
    const i = randomInt(generations.length);
    const generation = generations[i] ?? 0;
    generations[i] = generation + 1;
    const { rotated } = await sessions.rotate(
      sidOf(i),
      {
        ...{ generation, currentHash: hashOf(i, generation), unreceived: false },
        ...{ rotatedAtMost: now, activeAfter: now - 1, expiresAfter: now },
      },
      {
        ...{ generation: generation + 1, currentHash: hashOf(i, generation + 1) },
        ...{ previousHash: hashOf(i, generation), nonce: hashOf(i, generation).subarray(0, 16) },
        ...{ keyId: "AAAAAA", rotatedAt: now, activeAt: now },
      },
    );
    // Two workers may have met at one session; the one that came second lost, as it should.
    if (!rotated) generations[i] = generation;
  });
  return (swapsPerRound / (performance.now() - startedAt)) * 1000;
}
