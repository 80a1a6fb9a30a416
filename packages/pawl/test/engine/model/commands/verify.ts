import fc from "fast-check";
import { expect } from "vitest";
import type { Access } from "../knowledge.ts";
import type { Model } from "../model.ts";
import type { World } from "../world.ts";
import { anyFault, anyNode, type Command, command, pick, shown } from "./command.ts";

/** Engines hear of each other's revocations within so long. */
const hearsayMs = 1000;

/** Any access token ever seen, the newest most often. A use is a receipt; a fault is one of the receipt. */
export const verify: fc.Arbitrary<Command> = fc
  .record({ node: anyNode, back: fc.oneof(fc.constant(0), fc.nat(40)), fault: anyFault })
  .map(({ node, back, fault }) =>
    command(`verify the ${back}th last access token at ${node}${shown(fault)}`, async (model, world) => {
      const { access } = world.knowledge;
      if (access.length === 0) return;
      const token = pick([...access].reverse(), back);
      const expected = whatBecomesOf(token, node, model, world);
      const said = await world.attempt(fault && { ...fault, call: 1 }, () =>
        world.node(node).verify(token.text),
      );
      if (said === "unavailable") throw new Error("verify needs no store");
      const accepted = "value" in said;
      if (expected !== "either") expect({ accepted }).toEqual({ accepted: expected === "accepted" });
      if (!accepted) {
        expect(said.refusal.code).toBe("access_token_invalid");
        return;
      }
      expect(said.value).toMatchObject({ sid: token.sid, gen: token.generation });
      if (world.last.failed !== "before") model.receive(token.sid, token.generation);
    }),
  );

function whatBecomesOf(
  { sid, endsAt }: Access,
  node: number,
  model: Model,
  { clock, ended }: World,
): "accepted" | "refused" | "either" {
  if (endsAt <= clock.now) return "refused";
  const end = model.sessions.get(sid)?.ended ?? null;
  if (end === null) return "accepted";
  return ended.get(sid) === node || clock.now - end.at >= hearsayMs ? "refused" : "either";
}
