import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { createPolicy, days, minutes, type Policy, seconds } from "../../../src/session/policy.ts";
import type { Store } from "../../../src/stores/store.ts";
import { failover, restart } from "./commands/accident.ts";
import type { Command } from "./commands/command.ts";
import { create } from "./commands/create.ts";
import { revoke, revokeAll } from "./commands/end.ts";
import { forgeAccessToken, forgeRefreshToken } from "./commands/forge.ts";
import { find, list } from "./commands/look.ts";
import { again, later, lostByStore, refresh } from "./commands/refresh.ts";
import { sweep } from "./commands/sweep.ts";
import { aMoment, untilBoundary } from "./commands/time.ts";
import { verify } from "./commands/verify.ts";
import { createModel } from "./model.ts";
import { runs, timeoutMs } from "./runs.ts";
import { createTally } from "./tally.ts";
import { createWorld } from "./world.ts";

const policies: readonly [name: string, options: Partial<Policy>][] = [
  ["the default policy", {}],
  [
    "short lives, every boundary close to another, failovers adopted",
    {
      ...{ accessTokenLifetimeMs: seconds(30), gracePeriodMs: seconds(10), recoveryPeriodMs: seconds(45) },
      ...{ inactivityTimeoutMs: minutes(2), absoluteLifetimeMs: minutes(5), adoptAfterFailover: true },
    },
  ],
  ["no grace period", { gracePeriodMs: 0, adoptAfterFailover: true }],
  [
    "no time to recover, and no inactivity timeout of its own",
    { recoveryPeriodMs: seconds(20), inactivityTimeoutMs: days(30), adoptAfterFailover: true },
  ],
];

const commands: readonly (readonly [weight: number, command: fc.Arbitrary<Command>])[] = [
  [3, create],
  [24, refresh],
  [8, later],
  [4, again],
  [3, lostByStore],
  [6, verify],
  [1, revoke],
  [1, revokeAll],
  [1, list],
  [1, find],
  [1, sweep],
  [7, untilBoundary],
  [2, aMoment],
  [1, forgeRefreshToken],
  [1, forgeAccessToken],
  [1, restart],
  [3, failover],
];

const maxCommands = 100;

/** Every way in which a refresh can end, as the tally names it. */
const outcomes = [
  ...["rotated", "unchanged", "replayed", "recovered", "adopted", "inactivity", "absolute_lifetime"],
  ...["session_revoked", "refresh_token_reused", "refresh_token_unknown", "refresh_token_superseded"],
  ...["refresh_token_superseded, wait", "no answer, before", "no answer, after"],
];
/** With fewer sequences, the rarest may not come about. */
const enoughRuns = 50;

/**
 * Random sequences of commands, to the engine on a store and to the model; `numRuns` with each policy, and ten times as many
 * with `PAWL_MODEL=deep`. A failure prints the shortest sequence found, and the seed and path to see it again.
 */
export function describeModel(storeName: string, open: () => Promise<Store>, numRuns: number): void {
  const tally = createTally();

  describe(`the engine on ${storeName} does what the model does`, () => {
    test.each(policies)(
      "with %s",
      async (_, options) => {
        const policy = createPolicy(options);
        const store = await open();
        const arbitraries = commands.flatMap(([weight, one]) => Array.from({ length: weight }, () => one));
        try {
          await fc.assert(
            fc.asyncProperty(fc.commands(arbitraries, { maxCommands, size: "max" }), async (sequence) => {
              const real = await createWorld(store, policy, tally);
              await fc.asyncModelRun(() => ({ model: createModel(policy), real }), sequence);
            }),
            runs(numRuns),
          );
        } finally {
          await store.close();
        }
      },
      timeoutMs,
    );

    if (numRuns >= enoughRuns) {
      test("and came to every row of the decision table", () => {
        expect([...tally.seen.keys()].sort()).toEqual([...outcomes].sort());
      });
    }
  });

  afterAll(() => void process.stdout.write(`refreshes on ${storeName}: ${tally}\n`));
}
