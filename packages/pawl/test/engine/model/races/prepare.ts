import fc from "fast-check";
import { days } from "../../../../src/session/policy.ts";
import { ada } from "../../../support/people.ts";
import { refreshWith } from "../commands/refresh.ts";
import { expectGranted } from "../granted.ts";
import type { Model } from "../model.ts";
import type { World } from "../world.ts";
import type { Client } from "./operations.ts";

/** How far Ada's first session has come when the race begins, and how long ago. */
export interface Start {
  readonly rotations: number;
  readonly received: boolean;
  /** Whether the clients have asked since, and were told how far it has come by now. */
  readonly informed: boolean;
  readonly age: "at once" | "in grace" | "after grace" | "settled" | "over" | "to be swept";
}

export const anyStart: fc.Arbitrary<Start> = fc.record({
  rotations: fc.nat(3),
  received: fc.boolean(),
  informed: fc.boolean(),
  age: fc.constantFrom<Start["age"][]>(
    ...(["at once", "in grace", "after grace", "settled", "settled"] as const),
    ...(["settled", "over", "to be swept"] as const),
  ),
});

/** Two sessions of Ada's; what a client knows of the first. */
export async function prepare(start: Start, model: Model, world: World): Promise<Client> {
  const { clock, knowledge } = world;
  const { gracePeriodMs: grace } = model.policy;
  for (const index of [0, 1]) {
    const answer = await world.node(index).create(ada.subject);
    const session = model.create(answer.session.sid, ada.subject, clock.now);
    const revision = model.revisionOf(session, clock.now);
    expectGranted(answer, session, session.current, revision, model, world);
  }
  const [sid = ""] = model.sessions.keys();
  const newest = () => knowledge.tokensOf(sid).at(-1)?.[0] ?? "";
  for (let i = 0; i < start.rotations; i++) {
    clock.advance(2 * grace);
    await refreshWith({ text: newest(), known: undefined }, 0, undefined, model, world);
  }
  const access = knowledge.access.filter((one) => one.sid === sid).map(({ text }) => text);
  const last = access.at(-1);
  if (start.received && last !== undefined) {
    await world.attempt(undefined, () => world.node(0).verify(last));
    model.receive(sid, start.rotations);
  }
  const expiresAt = model.sessions.get(sid)?.expiresAt ?? 0;
  const instants = {
    ...{ "at once": clock.now, "in grace": clock.now + grace - 1, "after grace": clock.now + grace },
    ...{ settled: clock.now + 2 * grace, over: expiresAt, "to be swept": expiresAt + days(1) + 1 },
  };
  clock.now = instants[start.age];

  const previous = knowledge.tokensOf(sid).at(-2)?.[0];
  // Who knows nothing is told; and given nothing new.
  if (start.informed && previous !== undefined && start.age !== "over" && start.age !== "to be swept") {
    await refreshWith({ text: previous, known: null }, 1, undefined, model, world);
  }

  const texts = knowledge.tokensOf(sid).map(([text]) => text);
  const at = (back: number) => texts.at(-1 - back) ?? texts[0] ?? "";
  return {
    ...{ subject: ada.subject, sid, access },
    tokens: { current: at(0), previous: at(1), older: at(2), own: at(0) },
    newestRevision: knowledge.revisionsOf(sid).at(-1)?.[0] ?? "",
  };
}
