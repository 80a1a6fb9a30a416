import fc from "fast-check";
import { days, type Policy } from "../../../../src/session/policy.ts";
import type { ModelSession } from "../model.ts";
import { anyNode, anySession, type Command, command, pick } from "./command.ts";
import { refreshWith } from "./refresh.ts";

/**
 * Every instant at which something changes for a session, and how often it is gone to: the near ones more, since beyond the
 * far ones it is over.
 */
const boundaries: Readonly<
  Record<string, readonly [weight: number, at: (session: ModelSession, policy: Policy) => number]>
> = {
  "the grace period": [8, ({ rotatedAt }, { gracePeriodMs }) => rotatedAt + gracePeriodMs],
  "two grace periods": [16, ({ rotatedAt }, { gracePeriodMs }) => rotatedAt + 2 * gracePeriodMs],
  "the recovery period": [4, ({ rotatedAt }, { recoveryPeriodMs }) => rotatedAt + recoveryPeriodMs],
  "the access token": [2, ({ rotatedAt }, { accessTokenLifetimeMs }) => rotatedAt + accessTokenLifetimeMs],
  "the inactivity timeout": [2, ({ activeAt }, { inactivityTimeoutMs }) => activeAt + inactivityTimeoutMs],
  "the session": [2, ({ expiresAt }) => expiresAt],
  "the memory of it": [1, ({ ended, expiresAt }) => (ended?.at ?? expiresAt) + days(1)],
};
const anyBoundary = fc.oneof(
  ...Object.entries(boundaries).map(([name, [weight, at]]) => ({
    weight,
    arbitrary: fc.constant({ name, at }),
  })),
);

/** To a boundary of a session, one millisecond before it or after it; and mostly, what a refresh of it is then worth. */
export const untilBoundary: fc.Arbitrary<Command> = fc
  .record({
    ...{ boundary: anyBoundary, session: anySession, by: fc.integer({ min: -1, max: 1 }), node: anyNode },
    which: fc.constantFrom("current", "previous", undefined),
  })
  .map(({ boundary: { name, at }, session, by, node, which }) => {
    const then = which === undefined ? "" : `, then refresh ${which} at ${node}`;
    return command(`until the end of ${name} of ${session}, ${by} ms${then}`, async (model, world) => {
      const sessions = [...model.sessions.values()];
      if (sessions.length === 0) return;
      const chosen = pick(sessions.reverse(), session);
      // Time never goes back.
      world.clock.now = Math.max(world.clock.now, at(chosen, model.policy) + by);
      const token = which === undefined ? null : chosen[which];
      const text = token === null ? undefined : world.knowledge.tokens.textOf(token);
      if (text !== undefined) await refreshWith({ text, known: undefined }, node, undefined, model, world);
    });
  });

export const aMoment: fc.Arbitrary<Command> = fc.nat(1500).map((ms) =>
  command(`${ms} ms pass`, async (_, world) => {
    world.clock.advance(ms);
  }),
);
