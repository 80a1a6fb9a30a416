import fc from "fast-check";
import { expect } from "vitest";
import { days } from "../../../../src/session/policy.ts";
import { anyFault, anyNode, type Command, command, shown } from "./command.ts";

/** Undefined: whenever it is. */
const anyDistance = fc.constantFrom(-1, 0, 1, undefined);

export const sweep: fc.Arbitrary<Command> = fc
  .record({ node: anyNode, limit: fc.constantFrom(1, 2, 500), by: anyDistance, fault: anyFault })
  .map(({ node, limit, by, fault }) =>
    command(
      `sweep ${limit}, ${by} ms from when one may go, at ${node}${shown(fault)}`,
      async (model, world) => {
        const ended = [...model.sessions.values()].findLast((one) => one.ended !== null)?.ended;
        if (by !== undefined && ended) world.clock.now = Math.max(world.clock.now, ended.at + days(1) + by);
        const may = model.sweepable(world.clock.now);
        const said = await world.attempt(fault, () => world.node(node).sweep(limit));
        // Which of them go is the store's to choose.
        const rows = await Promise.all(may.map(({ sid }) => world.store.sessions.find(sid)));
        const gone = may.filter((_, i) => rows[i] === undefined);
        const expected = world.last.failed === "before" ? 0 : Math.min(may.length, limit);
        expect(gone).toHaveLength(expected);
        if (said !== "unavailable") expect(said).toEqual({ value: expected });
        for (const { sid } of gone) model.forget(sid);
      },
    ),
  );
