/**
 * Goal: the decision function is the decision table of docs/protocol.md, row by row and at every boundary.
 * Method: one session, rotated at the start of time; each test presents one of its tokens at one instant.
 */
import { describe, expect, test } from "vitest";
import { days, defaultPolicy, hours, minutes, type Policy, seconds } from "../../src/session/policy.ts";
import { decideRotation, type PresentedToken, type RotationDecision } from "../../src/session/rotation.ts";
import type { Session } from "../../src/session/session.ts";
import { startOfTime } from "../support/clock.ts";
import { digestOf, sessionRow } from "../support/session-row.ts";

const grace = defaultPolicy.gracePeriodMs;
const recovery = defaultPolicy.recoveryPeriodMs;

const current: PresentedToken = { generation: 3, hash: digestOf("current") };
const previous: PresentedToken = { generation: 2, hash: digestOf("previous") };
const ancient: PresentedToken = { generation: 0, hash: digestOf("ancient") };
/** What the answer that a recovery replaced had in it: authentic, of the current generation, not current. */
const replaced: PresentedToken = { generation: 3, hash: digestOf("replaced by a recovery") };
const fromTheFuture: PresentedToken = { generation: 4, hash: digestOf("future") };

interface Situation {
  readonly session?: Partial<Session>;
  readonly policy?: Partial<Policy>;
  readonly giveUpAt?: number;
}

/** The decision for a token that comes `age` milliseconds after the last rotation. */
function decide(token: PresentedToken, age: number, { session, policy, giveUpAt }: Situation = {}) {
  return decideRotation(
    sessionRow(session),
    { ...token, ...(giveUpAt === undefined ? {} : { giveUpAt }) },
    startOfTime + age,
    { ...defaultPolicy, ...policy },
  );
}

const loggedOut: Partial<Session> = { ended: { reason: "logged_out", at: startOfTime - 1 } };

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

  test("keeps its reason when it is over by time as well, and when the sender gave up", () => {
    const session = { ...loggedOut, expiresAt: startOfTime };
    expect(decide(current, days(60), { session, giveUpAt: startOfTime })).toEqual({
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
    expect(decide(token, 0, { session: { expiresAt: startOfTime } }).kind).toBe("expired");
  });

  test("comes before the instant at which the sender gave up", () => {
    expect(decide(current, 0, { session: { expiresAt: startOfTime }, giveUpAt: startOfTime - 1 }).kind).toBe(
      "expired",
    );
  });
});

describe("row 3: the current token, fresh", () => {
  test("is answered unchanged up to the last millisecond of the grace period", () => {
    expect(decide(current, 0)).toEqual({ kind: "unchanged" });
    expect(decide(current, grace - 1)).toEqual({ kind: "unchanged" });
  });

  test("does not apply to a session that was never rotated: generation 0 rotates at once", () => {
    const session = { generation: 0, previousHash: null, nonce: null };
    expect(decide({ ...current, generation: 0 }, 0, { session })).toEqual({ kind: "rotate" });
  });
});

describe("row 4: the current token", () => {
  test.each([grace, hours(1), recovery, days(6)])("rotates %d ms after the last rotation", (age) => {
    expect(decide(current, age)).toEqual({ kind: "rotate" });
  });

  test("needs no receipt, and takes one", () => {
    expect(decide(current, grace, { session: { received: false } })).toEqual({ kind: "rotate" });
    expect(decide(current, grace, { session: { received: true } })).toEqual({ kind: "rotate" });
  });
});

describe("row 5: the previous token inside the grace period", () => {
  test("is replayed, received or not, up to its last millisecond", () => {
    expect(decide(previous, 0)).toEqual({ kind: "replay" });
    expect(decide(previous, grace - 1)).toEqual({ kind: "replay" });
    expect(decide(previous, grace - 1, { session: { received: true } })).toEqual({ kind: "replay" });
  });
});

describe("row 6: the previous token after the grace period", () => {
  test("recovers while nobody has received its successor, up to the last millisecond", () => {
    expect(decide(previous, grace)).toEqual({ kind: "recover" });
    expect(decide(previous, recovery - 1)).toEqual({ kind: "recover" });
  });

  test("is reuse once the recovery period is over", () => {
    expect(decide(previous, recovery)).toEqual({ kind: "reuse" });
  });

  test("is reuse once the successor was received", () => {
    expect(decide(previous, grace, { session: { received: true } })).toEqual({ kind: "reuse" });
  });

  test("never applies when the recovery period is no longer than the grace period", () => {
    const policy = { recoveryPeriodMs: grace };
    expect(decide(previous, grace - 1, { policy })).toEqual({ kind: "replay" });
    expect(decide(previous, grace, { policy })).toEqual({ kind: "reuse" });
  });
});

describe("row 7: a token that the store does not know yet", () => {
  test.each([0, grace, days(6)])("is refused without revocation, %d ms after the last rotation", (age) => {
    expect(decide(fromTheFuture, age)).toEqual({ kind: "unknown" });
    expect(decide({ ...fromTheFuture, generation: 900 }, age)).toEqual({ kind: "unknown" });
  });
});

describe("rows 8 and 9: any other authentic token", () => {
  test.each([
    ["an ancient one", ancient],
    ["one of the current generation that a recovery replaced", replaced],
  ])("%s is superseded inside the grace period and reuse after it", (_, token) => {
    expect(decide(token, 0)).toEqual({ kind: "superseded" });
    expect(decide(token, grace - 1)).toEqual({ kind: "superseded" });
    expect(decide(token, grace)).toEqual({ kind: "reuse" });
    expect(decide(token, days(6))).toEqual({ kind: "reuse" });
  });

  test("a session without a previous token does not match a token by its absence", () => {
    const session = { generation: 0, previousHash: null, nonce: null };
    expect(decide({ generation: 0, hash: new Uint8Array(0) }, grace, { session })).toEqual({ kind: "reuse" });
    expect(decide({ generation: 0, hash: new Uint8Array(32) }, 0, { session })).toEqual({
      kind: "superseded",
    });
  });
});

describe("a clock that runs behind the one that wrote the rotation", () => {
  test.each([-1, -seconds(30), -days(1)])("is inside the grace period at an age of %d ms", (age) => {
    expect(decide(current, age)).toEqual({ kind: "unchanged" });
    expect(decide(previous, age)).toEqual({ kind: "replay" });
    expect(decide(ancient, age)).toEqual({ kind: "superseded" });
    expect(decide(fromTheFuture, age)).toEqual({ kind: "unknown" });
  });
});

describe("no grace period: the literal reading of RFC 9700", () => {
  const policy = { gracePeriodMs: 0 };

  test.each([-seconds(1), 0, 1, hours(1)])(
    "each use rotates and any second use is reuse, at %d ms",
    (age) => {
      expect(decide(current, age, { policy })).toEqual({ kind: "rotate" });
      expect(decide(previous, age, { policy })).toEqual({ kind: "reuse" });
      expect(decide(ancient, age, { policy })).toEqual({ kind: "reuse" });
      expect(decide(replaced, age, { policy })).toEqual({ kind: "reuse" });
    },
  );

  test("a store that was rolled back is still no theft", () => {
    expect(decide(fromTheFuture, 0, { policy })).toEqual({ kind: "unknown" });
  });
});

describe("a sender that says when it gives up", () => {
  test.each([
    ["the current", current],
    ["the previous", previous],
    ["an ancient", ancient],
  ])("is refused softly with %s token after that instant", (_, token) => {
    const giveUpAt = startOfTime + hours(1);
    expect(decide(token, hours(1), { giveUpAt })).toEqual(decide(token, hours(1)));
    expect(decide(token, hours(1) + 1, { giveUpAt })).toEqual({ kind: "superseded" });
    // The login is the first instant that is not absurd.
    expect(decide(token, 0, { giveUpAt: startOfTime - days(1) })).toEqual({ kind: "superseded" });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_SAFE_INTEGER, -1])(
    "is decided as if it had said nothing when it says %d, which is in no session's life",
    (giveUpAt) => {
      for (const token of [current, previous, ancient, fromTheFuture]) {
        for (const age of [0, grace, recovery]) {
          expect(decide(token, age, { giveUpAt })).toEqual(decide(token, age));
        }
      }
    },
  );

  test("gains nothing by it: whatever it says, the answer is the same or a soft refusal", () => {
    for (const giveUpAt of [
      1,
      startOfTime - days(1),
      startOfTime,
      startOfTime + grace,
      startOfTime + days(1),
    ]) {
      for (const token of [current, previous, ancient, replaced, fromTheFuture]) {
        for (const age of [-1, 0, grace - 1, grace, recovery - 1, recovery]) {
          expect([decide(token, age), { kind: "superseded" }]).toContainEqual(
            decide(token, age, { giveUpAt }),
          );
        }
      }
    }
  });
});
