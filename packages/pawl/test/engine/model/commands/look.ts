import fc from "fast-check";
import { expect } from "vitest";
import { factsOfModel } from "../agreement.ts";
import type { ModelSession } from "../model.ts";
import { anySubject, sidOf } from "./choose.ts";
import { anyNode, anySession, type Command, command } from "./command.ts";

const shownFacts = (session: ModelSession) => {
  const { received: _, ...facts } = factsOfModel(session);
  return expect.objectContaining(facts);
};

export const list: fc.Arbitrary<Command> = fc
  .record({ node: anyNode, subject: anySubject })
  .map(({ node, subject }) =>
    command(`list ${subject} at ${node}`, async (model, world) => {
      const listed = await world.node(node).list(subject);
      const expected = model.list(subject, world.clock.now);
      // Those of one instant have no order.
      const bySid = <T extends { sid: string }>(all: readonly T[]) =>
        [...all].sort((a, b) => (a.sid < b.sid ? -1 : 1));
      expect(bySid(listed)).toEqual(bySid(expected).map(shownFacts));
      const ages = listed.map(({ createdAt }) => createdAt);
      expect(ages).toEqual([...ages].sort((a, b) => b - a));
    }),
  );

export const find: fc.Arbitrary<Command> = fc
  .record({ node: anyNode, session: anySession })
  .map(({ node, session }) =>
    command(`find ${session} at ${node}`, async (model, world) => {
      const sid = sidOf(session, world);
      const expected = model.sessions.get(sid);
      expect(await world.node(node).find(sid)).toEqual(expected && shownFacts(expected));
    }),
  );
