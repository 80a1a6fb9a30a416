import fc from "fast-check";
import { expect } from "vitest";
import { expectGranted } from "../granted.ts";
import type { Granted, Model, Refused } from "../model.ts";
import type { Fault, Sending, World } from "../world.ts";
import { anyInactivity, anyKnown, anyToken, knownOf, textOf } from "./choose.ts";
import { anyFault, anyNode, anySession, type Command, command, pick, settle, shown } from "./command.ts";

export const refresh: fc.Arbitrary<Command> = fc
  .record({ node: anyNode, token: anyToken, known: anyKnown, inactiveForMs: anyInactivity, fault: anyFault })
  .map(({ node, token, known, inactiveForMs, fault }) => {
    const which = `${token.which} ${token.session}.${token.index}`;
    const knowing = typeof known === "string" ? known : `revision ${known.index}`;
    const said = `knowing ${knowing}, inactive for ${inactiveForMs ?? "no stated time"}`;
    return command(`refresh ${which} ${said} at ${node}${shown(fault)}`, async (model, world) => {
      const text = textOf(token, model, world);
      if (text === undefined) return;
      const sid = world.knowledge.tokens.thingOf(text)?.sid ?? "";
      const sending = { text, known: knownOf(known, sid, world), inactiveForMs };
      await refreshWith(sending, node, fault, model, world);
    });
  });

/** What an honest browser does: later, with all that it knows. So a session gets on, even where an answer was lost. */
export const later: fc.Arbitrary<Command> = fc
  .record({
    ...{ node: anyNode, session: anySession, fault: anyFault },
    ...{ which: fc.constantFrom("current", "current", "previous"), inactiveForMs: anyInactivity },
  })
  .map(({ node, session, which, inactiveForMs, fault }) => {
    const said = `later, inactive for ${inactiveForMs ?? "no stated time"}`;
    return command(`refresh ${which} ${session} ${said} at ${node}${shown(fault)}`, async (model, world) => {
      const text = textOf({ session, which, index: 0 }, model, world);
      if (text === undefined) return;
      const sid = world.knowledge.tokens.thingOf(text)?.sid ?? "";
      const settledAt = (model.sessions.get(sid)?.rotatedAt ?? 0) + 2 * model.policy.gracePeriodMs;
      world.clock.now = Math.max(world.clock.now, settledAt);
      const sending = { text, known: knownOf("newest", sid, world), inactiveForMs };
      await refreshWith(sending, node, fault, model, world);
    });
  });

/** A token whose making was lost in a failover: newer than the store, or of a generation that was made anew. */
export const lostByStore: fc.Arbitrary<Command> = fc
  .record({ node: anyNode, index: fc.nat(30), known: anyKnown, fault: anyFault })
  .map(({ node, index, known, fault }) =>
    command(`refresh a token that was lost, ${index}, at ${node}${shown(fault)}`, async (model, world) => {
      const lost = world.knowledge.tokens.entries().filter(([, token]) => {
        const session = model.sessions.get(token.sid);
        if (session?.ended !== null || token === session.current) return false;
        return token.generation >= session.current.generation;
      });
      if (lost.length === 0) return;
      const [text, { sid }] = pick(lost, index);
      await refreshWith({ text, known: knownOf(known, sid, world) }, node, fault, model, world);
    }),
  );

/** The very request that was sent last: from a retry, or from a network that repeats. */
export const again: fc.Arbitrary<Command> = fc
  .record({ node: anyNode, fault: anyFault })
  .map(({ node, fault }) =>
    command(`the last refresh again at ${node}${shown(fault)}`, async (model, world) => {
      if (world.lastRefresh === undefined) return;
      await refreshWith(world.lastRefresh, node, fault, model, world);
    }),
  );

export async function refreshWith(
  request: Sending,
  node: number,
  fault: Fault | undefined,
  model: Model,
  world: World,
): Promise<void> {
  const { text, known, inactiveForMs } = request;
  const { tokens, revisions } = world.knowledge;
  const token = tokens.thingOf(text);
  if (token === undefined) throw new Error("this token was never seen");
  world.lastRefresh = request;

  const before = model.copy();
  const stated = typeof known === "string" ? (revisions.thingOf(known) ?? null) : known;
  const expected = model.refresh(token, stated, inactiveForMs ?? 0, world.clock.now);
  const options = { knownRevision: known, inactiveForMs };
  const said = await world.attempt(fault, () => world.node(node).refresh(text, options));
  // A store is far away: one round trip for an ordinary refresh, and two at most otherwise.
  const isOrdinary =
    "rotation" in expected && expected.rotation !== "recovered" && expected.rotation !== "adopted";
  expect(world.last.calls).toBeLessThanOrEqual(isOrdinary ? 1 : 2);
  world.tally.count(said === "unavailable" ? `no answer, ${world.last.failed}` : nameOf(expected));
  if (said === "unavailable") return settle(model, world, before);

  if ("refusal" in said) {
    const { code, reason, revision, retryAfterMs } = said.refusal;
    if ("code" in expected && expected.revision !== undefined) {
      revisions.learn(revision ?? "no revision", expected.revision);
    }
    const { revision: _, ...refusal } = "code" in expected ? expected : { ...expected, token: undefined };
    expect(defined({ code, reason, retryAfterMs })).toEqual(refusal);
    const endedNow = model.sessions.get(token.sid) !== before.get(token.sid);
    if (endedNow) world.ended.set(token.sid, node);
    return;
  }
  const session = model.sessions.get(token.sid);
  if (!("rotation" in expected) || session === undefined) {
    throw new Error(`${said.value.rotation}, where the model says ${JSON.stringify(expected)}`);
  }
  expect(said.value.rotation).toBe(expected.rotation);
  expectGranted(said.value, session, expected.token, expected.revision, model, world);
}

const defined = (facts: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));

/** As the decision table names it, more or less. */
function nameOf(expected: Granted | Refused): string {
  if ("rotation" in expected) return expected.rotation;
  const { code, reason, retryAfterMs = 0 } = expected;
  if (code === "session_expired") return reason ?? code;
  return retryAfterMs > 0 ? `${code}, wait` : code;
}
