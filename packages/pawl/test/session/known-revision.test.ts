/**
 * Goal: what a sender has seen decides whether an old token is theft or just late, at every phase of a generation, and
 * a statement never gains anything.
 * Method: one session, rotated at the start of time; each token is presented with every kind of statement.
 */
import { describe, expect, test } from "vitest";
import { days } from "../../src/session/policy.ts";
import { noRevision } from "../../src/session/revision.ts";
import type { Session } from "../../src/session/session.ts";
import {
  ancient,
  current,
  decide,
  everyToken,
  fromTheFuture,
  grace,
  lost,
  neverRotated,
  previous,
  received,
  recovery,
  refusedSoftly,
  type Situation,
  sibling,
} from "./support/presented-tokens.ts";

/** Revisions of the session, which is of generation 3. */
const inFlight = 9;
const settled = 10;
const isReceived = 11;

describe("a sender that says what it has seen", () => {
  /** What each phase of a generation asks to be known of it. */
  const phases: readonly (readonly [
    phase: string,
    age: number,
    session: Partial<Session>,
    present: number,
  ])[] = [
    ["in flight", grace, {}, inFlight],
    ["in flight, to its last millisecond", 2 * grace - 1, {}, inFlight],
    ["settled", 2 * grace, {}, settled],
    ["settled, and the recovery period is over", recovery, {}, settled],
    ["received", grace, received, isReceived],
    ["received and settled", 2 * grace, received, isReceived],
  ];

  describe.each(phases)("of a generation that is %s", (_, age, session, present) => {
    const stale: readonly (readonly [string, number])[] = [
      ["nothing", noRevision],
      ["the login", 0],
      ["the generation before, received", 8],
      ...(present > inFlight ? ([["this generation, in flight", inFlight]] as const) : []),
      ...(present > settled ? ([["this generation, settled", settled]] as const) : []),
    ];

    test.each(stale)("and has seen %s is refused softly, not taken for a thief", (__, knownRevision) => {
      for (const token of [ancient, lost, sibling]) {
        expect(decide(token, age, { session, knownRevision })).toEqual(refusedSoftly());
      }
      expect(decide(previous, age, { session, knownRevision }).kind).toBe("superseded");
    });

    test.each([
      ["just that", present],
      ["more than there is, since the store was rolled back", present + 1],
      ["the far future", Number.MAX_SAFE_INTEGER],
    ])("and has seen %s is judged as one that says nothing", (__, knownRevision) => {
      for (const token of everyToken) {
        expect(decide(token, age, { session, knownRevision })).toEqual(decide(token, age, { session }));
      }
    });
  });

  test("gets no recovery before it knows that the successor is settled, and one as soon as it does", () => {
    for (const knownRevision of [noRevision, 0, 8, inFlight]) {
      expect(decide(previous, 2 * grace, { knownRevision })).toEqual(refusedSoftly());
      expect(decide(previous, recovery - 1, { knownRevision })).toEqual(refusedSoftly());
    }
    expect(decide(previous, 2 * grace, { knownRevision: settled })).toEqual({ kind: "recover" });
  });

  test("is told to wait until the successor is settled, however little or much it has seen", () => {
    for (const knownRevision of [noRevision, 8, inFlight, settled, isReceived]) {
      expect(decide(previous, grace + 1, { knownRevision })).toEqual(refusedSoftly(grace - 1));
    }
  });

  test("is not told to wait for a successor that was received", () => {
    expect(decide(previous, grace + 1, { session: received, knownRevision: inFlight })).toEqual(
      refusedSoftly(),
    );
  });

  test("and has seen nothing gets with the current token, and inside the grace period, what everybody gets", () => {
    const knownRevision = noRevision;
    expect(decide(current, 2 * grace - 1, { knownRevision })).toEqual({ kind: "unchanged" });
    expect(decide(current, 2 * grace, { knownRevision })).toEqual({ kind: "rotate" });
    expect(decide(current, days(6), { knownRevision, session: received })).toEqual({ kind: "rotate" });
    expect(decide(previous, grace - 1, { knownRevision })).toEqual({ kind: "replay" });
    expect(decide(fromTheFuture, grace, { knownRevision })).toEqual({ kind: "unknown" });
    const policy = { adoptAfterFailover: true };
    expect(decide(fromTheFuture, grace, { knownRevision, policy })).toEqual({ kind: "adopt" });
  });

  test("gains nothing by it: whatever it says, the answer is the same or a soft refusal", () => {
    const ages = [-1, 0, grace - 1, grace, 2 * grace - 1, 2 * grace, recovery - 1, recovery];
    const situations: readonly Situation[] = [{}, received, neverRotated].flatMap((session) =>
      [0, grace].map((gracePeriodMs) => ({ session, policy: { gracePeriodMs } })),
    );
    const presentations = situations.flatMap((situation) =>
      everyToken.flatMap((token) => ages.map((age) => ({ situation, token, age }))),
    );
    for (const knownRevision of [noRevision, 0, 3, 8, inFlight, settled, isReceived, 12, 3000, Number.NaN]) {
      for (const { situation, token, age } of presentations) {
        const without = decide(token, age, situation);
        const stated = decide(token, age, { ...situation, knownRevision });
        if (stated.kind === without.kind) {
          expect(stated).toEqual(without);
        } else {
          expect(stated).toEqual(refusedSoftly());
          expect(["recover", "reuse"]).toContain(without.kind);
        }
      }
    }
  });
});
