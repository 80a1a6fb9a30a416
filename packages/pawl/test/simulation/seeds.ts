import type { Settings } from "./settings.ts";

/** Runs that are made again with every test. Whoever finds a seed that fails adds it here. */
export const keptSeeds: readonly Pick<Settings, "seed" | "store">[] = [
  { seed: 1, store: "sqlite" },
  { seed: 2, store: "memory" },
];
