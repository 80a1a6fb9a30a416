/**
 * Goal: the decision function is the decision table of docs/protocol.md, row by row and at every boundary.
 * Method: one session, rotated at the start of time; each test presents one of its tokens at one instant.
 */
import { describe, expect, test } from "vitest";
import { days, hours, minutes, seconds } from "../../src/session/policy.ts";
import { noRevision } from "../../src/session/revision.ts";
import type { PresentedToken, RotationDecision } from "../../src/session/rotation.ts";
import type { Session } from "../../src/session/session.ts";
import { startOfTime } from "../support/clock.ts";
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
  sibling,
} from "./support/presented-tokens.ts";

const others: readonly (readonly [string, PresentedToken])[] = [
  ["an ancient one", ancient],
  ["one that was lost before a recovery", lost],
  ["another one of the current generation", sibling],
];
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
