import fc from "fast-check";
import { expect } from "vitest";
import { type EndReason, endReasons } from "../../../../src/protocol/reasons.ts";
import { anySubject, sidOf } from "./choose.ts";
import { anyFault, anyNode, anySession, type Command, command, settle, shown } from "./command.ts";

const anyReason: fc.Arbitrary<EndReason> = fc.constantFrom(...endReasons);

export const revoke: fc.Arbitrary<Command> = fc
  .record({ node: anyNode, session: anySession, reason: anyReason, fault: anyFault })
  .map(({ node, session, reason, fault }) =>
    command(`revoke ${session} as ${reason} at ${node}${shown(fault)}`, async (model, world) => {
      const sid = sidOf(session, world);
      const before = model.copy();
      const expected = model.revoke(sid, reason, world.clock.now);
      const said = await world.attempt(fault, () => world.node(node).revoke(sid, reason));
      if (said === "unavailable") return settle(model, world, before);
      expect(said).toEqual({ value: expected });
      if (expected) world.ended.set(sid, node);
    }),
  );

export const revokeAll: fc.Arbitrary<Command> = fc
  .record({
    ...{ node: anyNode, subject: anySubject, reason: anyReason, fault: anyFault },
    except: fc.option(anySession, { nil: undefined }),
  })
  .map(({ node, subject, except, reason, fault }) =>
    command(
      `revoke all of ${subject} except ${except} as ${reason} at ${node}${shown(fault)}`,
      async (model, world) => {
        const exceptSid = except === undefined ? undefined : sidOf(except, world);
        const before = model.copy();
        const expected = model.revokeAll(subject, reason, world.clock.now, exceptSid);
        const said = await world.attempt(fault, () =>
          world.node(node).revokeAll(subject, { reason, exceptSid }),
        );
        if (said === "unavailable") return settle(model, world, before);
        expect(said).toEqual({ value: expected });
        for (const [sid, session] of model.sessions) {
          if (session !== before.get(sid)) world.ended.set(sid, node);
        }
      },
    ),
  );
