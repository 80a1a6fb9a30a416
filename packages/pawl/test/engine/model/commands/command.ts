import fc from "fast-check";
import { expect } from "vitest";
import { expectAgreement } from "../agreement.ts";
import type { Model, Sessions } from "../model.ts";
import type { Fault, World } from "../world.ts";

export type Command = fc.AsyncCommand<Model, World>;

/** A step that engine and model take both; after it they must agree. Its label is what a failure prints. */
export function command(
  label: string,
  run: (model: Model, world: World) => Promise<void>,
  check: (model: Readonly<Model>) => boolean = () => true,
): Command {
  return {
    check,
    async run(model, world) {
      await run(model, world);
      await expectAgreement(model, world);
    },
    toString: () => label,
  };
}

/** One of two engines on the same store. */
export const anyNode: fc.Arbitrary<number> = fc.nat(1);

/** Mostly none. */
export const anyFault: fc.Arbitrary<Fault | undefined> = fc.oneof(
  { weight: 7, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.record({
      call: fc.integer({ min: 1, max: 2 }),
      moment: fc.constantFrom<Fault["moment"][]>("before", "after"),
    }),
  },
);

/** Mostly one of the newest. */
export const anySession: fc.Arbitrary<number> = fc.oneof(fc.nat(1), fc.nat(7));

export const shown = (fault: Fault | undefined): string =>
  fault === undefined ? "" : ` (call ${fault.call} to the store fails ${fault.moment} it)`;

/** The one at an index that may be any number; fails where there is none. */
export function pick<T>(from: readonly T[], index: number): T {
  const picked = from[index % from.length];
  if (picked === undefined) throw new Error("there is nothing to pick from");
  return picked;
}

/**
 * No answer came, and what was asked for may have happened or not. Not if it failed before; else the store is asked, and
 * agreement is looked for later: so it happened as a whole, or not at all.
 */
export async function settle(model: Model, world: World, before: Sessions): Promise<void> {
  expect(world.last.failed).toBeDefined();
  if (world.last.failed === "after") {
    const changed = [...model.sessions.values()].filter((session) => before.get(session.sid) !== session);
    const rows = await Promise.all(changed.map(({ sid }) => world.store.sessions.find(sid)));
    const happened = changed.every(
      ({ current, ended }, i) =>
        rows[i]?.generation === current.generation && (rows[i]?.ended === null) === (ended === null),
    );
    if (happened) return;
  }
  model.restore(before);
}
