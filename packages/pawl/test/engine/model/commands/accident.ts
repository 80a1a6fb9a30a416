import fc from "fast-check";
import type { Access } from "../knowledge.ts";
import { anyNode, type Command, command } from "./command.ts";

/** A process dies and another takes its place: what it knew by heart is gone. */
export const restart: fc.Arbitrary<Command> = anyNode.map((node) =>
  command(`restart ${node}`, async (_, world) => world.restart(node)),
);

/** A replica takes over that had not received the last commands; the processes are started again. */
export const failover: fc.Arbitrary<Command> = fc.integer({ min: 1, max: 8 }).map((lost) =>
  command(`failover that loses ${lost} commands`, async (model, world) => {
    const replica = world.history.at(-1 - lost);
    if (replica === undefined) return;
    await world.refill(replica.rows);
    model.restore(replica.sessions);
    world.rows.clear();
    // Of a generation that was lost and is made anew, an access token that came with the lost one tells nothing.
    const isKnown = ({ sid, generation }: Access) =>
      generation <= (replica.sessions.get(sid)?.current.generation ?? -1);
    world.knowledge.access.splice(0, Infinity, ...world.knowledge.access.filter(isKnown));
    for (const node of [0, 1]) world.restart(node);
  }),
);
