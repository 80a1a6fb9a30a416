/**
 * Goal: the decision function is the decision table of docs/protocol.md, row by row and at every boundary.
 * Method: one session, rotated at the start of time; each test presents one of its tokens at one instant.
 */
import { describe, expect, test } from "vitest";
import { days, defaultPolicy, hours, minutes, type Policy, seconds } from "../../src/session/policy.ts";
import { noRevision } from "../../src/session/revision.ts";
import { decideRotation, type PresentedToken, type RotationDecision } from "../../src/session/rotation.ts";
import type { Session } from "../../src/session/session.ts";
import { startOfTime } from "../support/clock.ts";
import { digestOf, sessionRow } from "../support/session-row.ts";

const grace = defaultPolicy.gracePeriodMs;
/** Long enough to be told from the inactivity timeout, which is as long by default. */
const recovery = days(5);

const current: PresentedToken = { generation: 3, hash: digestOf("current") };
const previous: PresentedToken = { generation: 2, hash: digestOf("previous") };
const ancient: PresentedToken = { generation: 0, hash: digestOf("ancient") };
/** What the lost answer had in it, after a recovery to generation 3: authentic, and never received by anyone. */
const lost: PresentedToken = { generation: 2, hash: digestOf("lost before the recovery") };
/** Authentic, of the current generation and not current: a store that was rolled back has made another one. */
const sibling: PresentedToken = { generation: 3, hash: digestOf("made before a rollback") };
const fromTheFuture: PresentedToken = { generation: 4, hash: digestOf("future") };
const others: readonly (readonly [string, PresentedToken])[] = [
  ["an ancient one", ancient],
  ["one that was lost before a recovery", lost],
  ["another one of the current generation", sibling],
];
const everyToken: readonly PresentedToken[] = [current, previous, ancient, lost, sibling, fromTheFuture];

interface Situation {
  readonly session?: Partial<Session>;
  readonly policy?: Partial<Policy>;
  readonly knownRevision?: number;
}

/** The decision for a token that comes `age` milliseconds after the last rotation. */
function decide(token: PresentedToken, age: number, { session, policy, knownRevision }: Situation = {}) {
  return decideRotation(sessionRow(session), { ...token, knownRevision }, startOfTime + age, {
    ...defaultPolicy,
    recoveryPeriodMs: recovery,
    ...policy,
  });
}

const refusedSoftly = (retryAfterMs = 0): RotationDecision => ({ kind: "superseded", retryAfterMs });
const received: Partial<Session> = { received: true };
const loggedOut: Partial<Session> = { ended: { reason: "logged_out", at: startOfTime - 1 } };
const neverRotated: Partial<Session> = { generation: 0, previousHash: null, nonce: null };

describe("row 1: an ended session", () => {
  test.each([
    ["the current token", current],
    ["the previous token", previous],
    ["an ancient token", ancient],
    ["a token from the future", fromTheFuture],
  ])("refuses %s with the reason of its end, inside the grace period too", (_, token) => {
    const ended: RotationDecision = { kind: "ended", reason: "logged_out" };
    expect(decide(token, 0, { session: loggedOut })).toEqual(ended);
    expect(decide(token, grace, { session: loggedOut })).toEqual(ended);
  });

  test("keeps its reason when it is over by time as well, and whatever the sender has seen", () => {
    const session = { ...loggedOut, expiresAt: startOfTime };
    expect(decide(current, days(60), { session, knownRevision: noRevision })).toEqual({
      kind: "ended",
      reason: "logged_out",
    });
  });
});

describe("row 2: a session that is over by time", () => {
  test("ends at its absolute end, not a millisecond before", () => {
    const session = { expiresAt: startOfTime + hours(1) };
    expect(decide(current, hours(1) - 1, { session }).kind).toBe("rotate");
    expect(decide(current, hours(1), { session })).toEqual({ kind: "expired", reason: "absolute_lifetime" });
  });

  test("ends when it was inactive for the timeout, not a millisecond before", () => {
    const policy = { inactivityTimeoutMs: hours(1) };
    expect(decide(current, hours(1) - 1, { policy }).kind).toBe("rotate");
    expect(decide(current, hours(1), { policy })).toEqual({ kind: "expired", reason: "inactivity" });
  });

  test("counts inactivity from the last activity, not from the last rotation", () => {
    const policy = { inactivityTimeoutMs: hours(1) };
    const session = { activeAt: startOfTime + minutes(30) };
    expect(decide(current, hours(1), { policy, session }).kind).toBe("rotate");
    expect(decide(current, minutes(90), { policy, session })).toEqual({
      kind: "expired",
      reason: "inactivity",
    });
  });

  test("names the absolute lifetime when both are past", () => {
    const session = { expiresAt: startOfTime + 1, activeAt: startOfTime - days(8) };
    expect(decide(current, 1, { session })).toEqual({ kind: "expired", reason: "absolute_lifetime" });
  });

  test.each([
    ["previous, inside the grace period", previous],
    ["ancient", ancient],
    ["from the future", fromTheFuture],
  ])("beats every later row: a token that is %s", (_, token) => {
    const situation = { session: { expiresAt: startOfTime }, policy: { adoptAfterFailover: true } };
    expect(decide(token, 0, situation).kind).toBe("expired");
  });

  test("ends whatever the sender has seen", () => {
    const session = { expiresAt: startOfTime };
    expect(decide(current, 0, { session, knownRevision: noRevision }).kind).toBe("expired");
  });
});

describe("row 3: the current token, which may still be on its way", () => {
  test("is answered unchanged up to the last millisecond of two grace periods", () => {
    for (const age of [0, grace - 1, grace, 2 * grace - 1]) {
      expect(decide(current, age)).toEqual({ kind: "unchanged" });
    }
  });

  test("is answered so although it was received: another answer with it may still be on its way", () => {
    expect(decide(current, 2 * grace - 1, { session: received })).toEqual({ kind: "unchanged" });
  });

  test("does not apply to a session that was never rotated: generation 0 rotates at once", () => {
    expect(decide({ ...current, generation: 0 }, 0, { session: neverRotated })).toEqual({ kind: "rotate" });
  });
});

describe("row 4: the current token", () => {
  test.each([2 * grace, hours(1), recovery - 1, recovery, days(7) - 1])(
    "rotates %d ms after the last rotation",
    (age) => {
      expect(decide(current, age)).toEqual({ kind: "rotate" });
    },
  );

  test("needs no receipt, and takes one", () => {
    expect(decide(current, 2 * grace, { session: { received: false } })).toEqual({ kind: "rotate" });
    expect(decide(current, 2 * grace, { session: received })).toEqual({ kind: "rotate" });
  });
});

describe("row 5: the previous token inside the grace period", () => {
  test("is replayed, received or not, up to its last millisecond", () => {
    expect(decide(previous, 0)).toEqual({ kind: "replay" });
    expect(decide(previous, grace - 1)).toEqual({ kind: "replay" });
    expect(decide(previous, grace - 1, { session: received })).toEqual({ kind: "replay" });
  });
});

describe("row 6: the previous token after the grace period", () => {
  test("is refused softly until its successor is settled, and told how long that takes", () => {
    expect(decide(previous, grace)).toEqual(refusedSoftly(grace));
    expect(decide(previous, grace + 1)).toEqual(refusedSoftly(grace - 1));
    expect(decide(previous, 2 * grace - 1)).toEqual(refusedSoftly(1));
  });

  test("recovers from then on while nobody has received its successor, up to the last millisecond", () => {
    expect(decide(previous, 2 * grace)).toEqual({ kind: "recover" });
    expect(decide(previous, recovery - 1)).toEqual({ kind: "recover" });
  });

  test("is reuse once the recovery period is over", () => {
    expect(decide(previous, recovery)).toEqual({ kind: "reuse" });
  });

  test("is reuse once the successor was received", () => {
    for (const age of [grace, 2 * grace - 1, 2 * grace, recovery - 1]) {
      expect(decide(previous, age, { session: received })).toEqual({ kind: "reuse" });
    }
  });

  test("never recovers when the recovery period is no longer than two grace periods", () => {
    const policy = { recoveryPeriodMs: 2 * grace };
    expect(decide(previous, grace - 1, { policy })).toEqual({ kind: "replay" });
    expect(decide(previous, 2 * grace - 1, { policy })).toEqual(refusedSoftly(1));
    expect(decide(previous, 2 * grace, { policy })).toEqual({ kind: "reuse" });
  });
});

describe("row 7: a token that the store does not know yet", () => {
  const ages = [-1, 0, grace, 2 * grace, days(6)];

  test.each(ages)("is refused without revocation, %d ms after the last rotation", (age) => {
    expect(decide(fromTheFuture, age)).toEqual({ kind: "unknown" });
    expect(decide({ ...fromTheFuture, generation: 900 }, age)).toEqual({ kind: "unknown" });
  });

  test.each(ages)("is taken at its word where the policy says so, after %d ms", (age) => {
    const policy = { adoptAfterFailover: true };
    expect(decide(fromTheFuture, age, { policy })).toEqual({ kind: "adopt" });
    expect(decide({ ...fromTheFuture, generation: 900 }, age, { policy })).toEqual({ kind: "adopt" });
  });

  test("no other token is taken at its word, whatever the policy says", () => {
    const policy = { adoptAfterFailover: true };
    for (const token of everyToken.filter((token) => token !== fromTheFuture)) {
      for (const age of [0, grace, 2 * grace, recovery]) {
        expect(decide(token, age, { policy })).toEqual(decide(token, age));
      }
    }
  });
});

describe("rows 8 and 9: any other authentic token", () => {
  test.each(others)("%s is superseded inside the grace period and reuse after it", (_, token) => {
    expect(decide(token, 0)).toEqual(refusedSoftly());
    expect(decide(token, grace - 1)).toEqual(refusedSoftly());
    expect(decide(token, grace)).toEqual({ kind: "reuse" });
    expect(decide(token, days(6))).toEqual({ kind: "reuse" });
  });

  test("a session without a previous token does not match a token by its absence", () => {
    expect(decide({ ...previous, generation: 0 }, 0, { session: neverRotated })).toEqual(refusedSoftly());
    expect(decide({ ...previous, generation: 0 }, grace, { session: neverRotated })).toEqual({
      kind: "reuse",
    });
  });
});

describe("a clock that runs behind the one that wrote the rotation", () => {
  test.each([-1, -seconds(30), -days(1)])("is inside the grace period at an age of %d ms", (age) => {
    expect(decide(current, age)).toEqual({ kind: "unchanged" });
    expect(decide(previous, age)).toEqual({ kind: "replay" });
    expect(decide(ancient, age)).toEqual(refusedSoftly());
    expect(decide(fromTheFuture, age)).toEqual({ kind: "unknown" });
  });
});

describe("no grace period: the literal reading of RFC 9700", () => {
  const policy = { gracePeriodMs: 0 };

  test.each([-seconds(1), 0, 1, hours(1)])(
    "each use rotates and any second use is reuse, at %d ms, whatever the sender has seen",
    (age) => {
      for (const seen of [{}, { knownRevision: noRevision }, { knownRevision: 0 }, { knownRevision: 11 }]) {
        expect(decide(current, age, { policy, ...seen })).toEqual({ kind: "rotate" });
        for (const token of [previous, ancient, lost, sibling]) {
          expect(decide(token, age, { policy, ...seen })).toEqual({ kind: "reuse" });
        }
      }
    },
  );

  test("a store that was rolled back is still no theft", () => {
    expect(decide(fromTheFuture, 0, { policy })).toEqual({ kind: "unknown" });
    expect(decide(fromTheFuture, 0, { policy: { ...policy, adoptAfterFailover: true } })).toEqual({
      kind: "adopt",
    });
  });
});

/** Revisions of the session above, which is of generation 3. */
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
        if (stated.kind === without.kind) expect(stated).toEqual(without);
        else
          expect([stated, ["recover", "reuse"]]).toEqual([
            refusedSoftly(),
            expect.arrayContaining([without.kind]),
          ]);
      }
    }
  });
});
