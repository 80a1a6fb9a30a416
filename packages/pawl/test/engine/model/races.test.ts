/**
 * Goal: whatever two to four clients ask for at once, at two engines on one store, one makes each generation, an end is
 * never undone, every token that was given is good, and it is as if they had come one after the other.
 * Method: fast-check's scheduler says which call to the store goes on next, so that random schedules of all awaits are run;
 * then the laws are looked at, and an order is searched for in which the model says the same.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createPolicy } from "../../../src/session/policy.ts";
import {
  expectEndToBeHeardAtOnce,
  expectEndToLast,
  expectOneWinner,
  expectReceiptsToCount,
  expectTokensToBeGood,
} from "./races/laws.ts";
import { isLinearizable } from "./races/linearize.ts";
import { anyJump, anyOperation, type Operation } from "./races/operations.ts";
import { anyStart } from "./races/prepare.ts";
import { type Race, race } from "./races/race.ts";
import { runs, timeoutMs } from "./runs.ts";

const numRaces = 1000;
const policy = createPolicy();

/** Few enough that every order of them can be tried. */
const clientsOf = (operation: fc.Arbitrary<Operation>) => {
  const clients = (most: number, operations: number) =>
    fc.array(fc.array(operation, { minLength: 1, maxLength: operations }), {
      ...{ minLength: 2, maxLength: most, size: "max" },
    });
  return fc.oneof(clients(3, 2), clients(4, 1));
};

/** The sessions that are left, and the one that it is all about. */
async function rowsAfter({ world, client, model }: Race) {
  const found = await Promise.all([...model.sessions.keys()].map((sid) => world.store.sessions.find(sid)));
  const rows = found.filter((row) => row !== undefined);
  return { rows, first: rows.find(({ sid }) => sid === client.sid) };
}

test(
  "requests at once are answered as if they had come one after the other",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        anyStart,
        clientsOf(anyOperation),
        async (scheduler, start, clients) => {
          const result = await race(scheduler, start, clients, policy);
          const { rows, first } = await rowsAfter(result);
          expectOneWinner(result);
          expectEndToLast(result, first);
          expectEndToBeHeardAtOnce(result);
          expectReceiptsToCount(result);
          expect({ isLinearizable: isLinearizable(result, rows) }).toEqual({ isLinearizable: true });
          await expectTokensToBeGood(result, first);
        },
      ),
      runs(numRaces),
    );
  },
  timeoutMs,
);

test(
  "time that passes while they are under way changes none of the laws",
  async () => {
    const operation = fc.oneof(
      { weight: 3, arbitrary: anyOperation },
      { weight: 1, arbitrary: anyJump(policy.gracePeriodMs) },
    );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), anyStart, clientsOf(operation), async (scheduler, start, clients) => {
        const result = await race(scheduler, start, clients, policy);
        const { first } = await rowsAfter(result);
        expectOneWinner(result);
        expectEndToLast(result, first);
        expectEndToBeHeardAtOnce(result);
        expectReceiptsToCount(result);
        await expectTokensToBeGood(result, first);
      }),
      runs(numRaces),
    );
  },
  timeoutMs,
);
