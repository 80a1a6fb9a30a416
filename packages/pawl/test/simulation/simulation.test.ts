/**
 * Goal: on a network, servers, clocks and a store that fail, no honest user is logged out, and each theft that the rules
 * promise to see is seen; and a simulation that says so would have said otherwise.
 * Method: kept seeds of the simulation run again, smaller than by `npm run test:simulation`, against servers on one
 * SQLite file and on memory. Then one rule at a time is switched off, and the simulation must find what goes wrong.
 */
import { describe, expect, test, vi } from "vitest";
import { storiesOf } from "./report.ts";
import { withoutAtomicRotation, withoutRevocationOfTheft } from "./sabotage.ts";
import { keptSeeds } from "./seeds.ts";
import { defaultSettings, type Settings } from "./settings.ts";
import { type Simulated, simulate } from "./simulate.ts";
import { falseLogout } from "./world.ts";

vi.setConfig({ testTimeout: 120_000 });

const settings: Settings = { ...defaultSettings, clients: 60, lifeMs: 100_000, robbedShare: 0.2 };

function expectWell({ world, judgement }: Simulated): void {
  expect(world.failures, storiesOf(world)).toEqual([]);
  expect(world.doubts).toEqual([]);
  // It was a storm, and people did things in it.
  const kinds = [...world.counts.keys()];
  expect(kinds.filter((kind) => kind.startsWith("faults: "))).toHaveLength(9);
  expect(kinds).toEqual(expect.arrayContaining(["server kills", "store failed after the commit"]));
  expect(world.counts.get("refreshes: rotated")).toBeGreaterThan(world.settings.clients);
  expect(judgement.honest).toBeGreaterThan(world.settings.clients / 2);
  expect(judgement.verdicts.caught).toBeGreaterThan(0);
}

describe("nobody is logged out, and thieves are", () => {
  test.concurrent.each(keptSeeds)("seed $seed on $store", async (kept) => {
    expectWell(await simulate({ ...settings, ...kept }));
  });
});

describe("with a rule switched off, the simulation finds what goes wrong", () => {
  const small: Settings = {
    ...settings,
    store: "memory",
    robbedShare: 0,
    clients: 120,
    stopsAtFailure: true,
  };
  const honestEnd = expect.objectContaining({
    what: expect.stringContaining(falseLogout),
  });

  test.concurrent("no grace period", async () => {
    const { world } = await simulate({ ...small, gracePeriodMs: 0 });
    expect(world.failures).toContainEqual(honestEnd);
  });

  test.concurrent("clients that state no revision", async () => {
    const { world } = await simulate({ ...small, statesRevision: false });
    expect(world.failures).toContainEqual(honestEnd);
  });

  test.concurrent("a store that compares first and writes later", async () => {
    const { world } = await simulate({ ...small, spoil: withoutAtomicRotation });
    expect(world.failures).toContainEqual(honestEnd);
  });

  test.concurrent("a store that does not end what was stolen", async () => {
    const { world } = await simulate({
      ...small,
      clients: 40,
      robbedShare: 0.5,
      spoil: withoutRevocationOfTheft,
    });
    const what = "the session was said to be ended as stolen, and it goes on";
    expect(world.failures).toContainEqual(expect.objectContaining({ what }));
  });
});
