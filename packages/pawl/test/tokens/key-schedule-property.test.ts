/**
 * Goal: whoever follows the schedule never meets a key that they do not know: every node verifies every other's tokens as
 * long as they live, and so does a client whose copy of the JWKS is as old as it may be.
 * Method: three nodes with clocks that differ by up to four minutes read one store when they like, at least once a minute;
 * each time they add what is due and remove what is over, as nodes do; operators announce keys besides. After every step
 * all is held against all.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  isKeyDue,
  jwksMaxAgeMs,
  type KeySchedule,
  keySchedule,
  type PlannedKey,
  signerAt,
  standingsAt,
} from "../../src/tokens/key-schedule.ts";

const stepMs = 10_000;
const rotateEveryMs = 3_600_000;
const lifeMs = 4 * rotateEveryMs;
/** The longest life of a token, with the tolerance that a verifier elsewhere may have. */
const tokenMs = (3600 + 2 + 60) * 1000;

interface Node {
  /** Its clock is ahead by this much. */
  readonly aheadMs: number;
  /** Steps between its reads, over and over. */
  readonly pauses: readonly number[];
  /** At these steps an operator has it announce a key, if none is announced. */
  readonly orders: readonly number[];
}

const node: fc.Arbitrary<Node> = fc.record({
  aheadMs: fc.integer({ min: 0, max: 24 }).map((n) => n * stepMs),
  pauses: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 20 }),
  orders: fc.array(fc.integer({ min: 0, max: lifeMs / stepMs }), { maxLength: 3 }),
});

/** A node at work. */
interface NodeState extends Node {
  known: PlannedKey[];
  nextReadAt: number;
  reads: number;
  /** Since when it has shown each key. */
  readonly since: Map<string, number>;
}

/** What a node does when it reads: removes what is over, adds what is due. The store as it is then. */
function readBy(state: NodeState, store: readonly PlannedKey[], schedule: KeySchedule, now: number) {
  const localNow = now + state.aheadMs;
  const over = standingsAt(store, schedule, localNow)
    .filter(({ state: life, endsAt }) => life === "retired" && endsAt <= localNow)
    .map(({ key }) => key);
  const left = store.filter((key) => !over.includes(key));
  const isFree = left.every(({ signsAt }) => signsAt <= localNow);
  const isOrdered = state.orders.includes(now / stepMs);
  if (isKeyDue(left, "ES256", schedule, localNow) || (isOrdered && isFree)) {
    const signsAt = localNow + schedule.announceMs;
    left.push({ kid: `made at ${now}`, alg: "ES256", createdAt: localNow, signsAt });
  }
  state.known = left;
  for (const { kid } of left) if (!state.since.has(kid)) state.since.set(kid, now);
  state.nextReadAt = now + (state.pauses[state.reads++ % state.pauses.length] ?? 1) * stepMs;
  return left;
}

/** What is wrong with a key that signed last at an instant and may have tokens still. */
function judge(states: readonly NodeState[], kid: string, signedAt: number, now: number): string[] {
  return states.flatMap(({ known, since }) => {
    if (!known.some((key) => key.kid === kid)) return [`at ${now} a node does not know the key ${kid}`];
    const shownFor = now - (since.get(kid) ?? now);
    return signedAt === now && shownFor < jwksMaxAgeMs ? [`at ${now} a copy may lack the key ${kid}`] : [];
  });
}

/** What went wrong, in words; nothing, if all went well. */
function live(nodes: readonly Node[], schedule: KeySchedule): string[] {
  let store: PlannedKey[] = [{ kid: "first", alg: "ES256", createdAt: 0, signsAt: 0 }];
  const states: NodeState[] = nodes.map((one) => ({
    ...{ ...one, known: store, nextReadAt: 0, reads: 0 },
    // Nobody has a copy from before the first key.
    since: new Map([["first", Number.NEGATIVE_INFINITY]]),
  }));
  const lastSigned = new Map<string, number>();
  const wrong: string[] = [];
  for (let now = 0; now < lifeMs; now += stepMs) {
    for (const state of states) {
      const reads = now >= state.nextReadAt || state.orders.includes(now / stepMs);
      if (reads) store = readBy(state, store, schedule, now);
    }
    for (const { known, aheadMs } of states) {
      lastSigned.set(signerAt(known, now + aheadMs)?.kid ?? "none", now);
    }
    for (const [kid, signedAt] of lastSigned) {
      if (now <= signedAt + tokenMs) wrong.push(...judge(states, kid, signedAt, now));
    }
  }
  if (lastSigned.size < 4) wrong.push(`only ${lastSigned.size} keys ever signed`);
  return wrong;
}

test("every key is known before it is met and until its last token has expired", () => {
  fc.assert(
    fc.property(fc.array(node, { minLength: 3, maxLength: 3 }), (nodes) => {
      expect(live(nodes, keySchedule(rotateEveryMs))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test("the search finds what is wrong: with less of either margin there are nodes that it breaks", () => {
  const right = keySchedule(rotateEveryMs);
  const slow = (aheadMs: number, orders: number[] = []): Node => ({ aheadMs, pauses: [6], orders });
  const nodes = [slow(0, [99]), slow(0), slow(240_000)];
  expect(live(nodes, right)).toEqual([]);
  expect(live(nodes, { ...right, announceMs: right.announceMs - 300_000 })[0]).toMatch(
    /a copy may lack the key/,
  );
  expect(live(nodes, { ...right, keepMs: right.keepMs - 300_000 })[0]).toMatch(/does not know the key/);
});
