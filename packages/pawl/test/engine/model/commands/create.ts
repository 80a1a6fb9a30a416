import fc from "fast-check";
import { expect } from "vitest";
import { expectGranted } from "../granted.ts";
import { anySubject } from "./choose.ts";
import { anyFault, anyNode, type Command, command, shown } from "./command.ts";

const maxSessions = 8;

export const create: fc.Arbitrary<Command> = fc
  .record({ node: anyNode, subject: anySubject, fault: anyFault })
  .map(({ node, subject, fault }) =>
    command(
      `create ${subject} at ${node}${shown(fault)}`,
      async (model, world) => {
        const now = world.clock.now;
        const said = await world.attempt(fault, () => world.node(node).create(subject));
        if (said === "unavailable") {
          // A session that nobody was told of; or none.
          const live = await world.store.sessions.list(subject);
          const orphans = live.filter(({ sid }) => !model.sessions.has(sid));
          expect(orphans).toHaveLength(world.last.failed === "after" ? 1 : 0);
          for (const { sid } of orphans) model.create(sid, subject, now);
          return;
        }
        if ("refusal" in said) throw said.refusal;
        const session = model.create(said.value.session.sid, subject, now);
        expectGranted(said.value, session, session.current, model.revisionOf(session, now), model, world);
      },
      (model) => model.sessions.size < maxSessions,
    ),
  );
