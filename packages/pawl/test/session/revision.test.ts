/**
 * Goal: a revision grows with all that a session lives through and never falls, travels as an opaque text, and whatever
 * else a client states counts as none.
 * Method: both sides of each boundary, random lives, and texts of every wrong kind.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isSettled,
  noRevision,
  readRevision,
  revisionOf,
  writeRevision,
} from "../../src/session/revision.ts";
import { startOfTime } from "../support/clock.ts";
import { sessionRow } from "../support/session-row.ts";

const policy = { gracePeriodMs: 10_000 };
const { sid } = sessionRow();

describe("the revision of a session of generation 3", () => {
  const at = (age: number, received = false) =>
    revisionOf(sessionRow({ received }), startOfTime + age, policy);

  test("is in flight up to the last millisecond of two grace periods, and settled from then on", () => {
    expect([-1, 0, 10_000, 19_999].map((age) => at(age))).toEqual([9, 9, 9, 9]);
    expect([20_000, 20_001, 1e9].map((age) => at(age))).toEqual([10, 10, 10]);
  });

  test("is received whenever it was received", () => {
    expect([-1, 0, 19_999, 20_000, 1e9].map((age) => at(age, true))).toEqual([11, 11, 11, 11, 11]);
  });

  test("without a grace period is settled at once", () => {
    expect(isSettled(sessionRow(), startOfTime, { gracePeriodMs: 0 })).toBe(true);
    expect(revisionOf(sessionRow(), startOfTime, { gracePeriodMs: 0 })).toBe(10);
  });
});

test("even a login, just now, is more than nothing", () => {
  expect(revisionOf(sessionRow({ generation: 0 }), startOfTime, policy)).toBeGreaterThan(noRevision);
});

test("through a session's life it never falls, and grows with each swap", () => {
  const steps = fc.array(
    fc.oneof(
      fc.nat(30_000).map((ms) => ({ kind: "time" as const, ms })),
      fc.constant({ kind: "receipt" as const }),
      fc.constant({ kind: "swap" as const }),
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(steps, (life) => {
      let session = sessionRow({ generation: 0, received: false });
      let now = startOfTime;
      let before = revisionOf(session, now, policy);
      for (const step of life) {
        if (step.kind === "time") now += step.ms;
        if (step.kind === "receipt") session = { ...session, received: true };
        if (step.kind === "swap") {
          session = { ...session, generation: session.generation + 1, rotatedAt: now, received: false };
        }
        const revision = revisionOf(session, now, policy);
        if (step.kind === "swap") expect(revision).toBeGreaterThan(before);
        else expect(revision).toBeGreaterThanOrEqual(before);
        before = revision;
      }
    }),
  );
});

test("what is written is read again, up to the last generation there can be", () => {
  for (const revision of [0, 1, 11, 3 * 0xff_ff_ff_ff + 2]) {
    expect(readRevision(sid, writeRevision(sid, revision))).toBe(revision);
  }
});

test("null is none", () => {
  expect(readRevision(sid, null)).toBe(noRevision);
});

test.each([
  ["a revision of another session", writeRevision("BBBBBBBBBBBBBBBBBBBBBB", 11)],
  ["a revision of a session whose sid begins alike", writeRevision(`${sid}A`, 11)],
  ["a sid that is cut short", writeRevision(sid.slice(0, -1), 11)],
  ["a sid alone", sid],
  ["a number alone", "11"],
  ["no number", `${sid}.`],
  ["another separator", `${sid}:11`],
  ["a second number", `${sid}.11.12`],
  ["what is none, written", writeRevision(sid, noRevision)],
  ["a sign", `${sid}.+11`],
  ["a fraction", `${sid}.1.5`],
  ["an exponent", `${sid}.1e3`],
  ["another base", `${sid}.0x11`],
  ["NaN", `${sid}.NaN`],
  ["Infinity", `${sid}.Infinity`],
  ["a space before", ` ${sid}.11`],
  ["a space between", `${sid}. 11`],
  ["a space behind", `${sid}.11 `],
  ["a line break behind", `${sid}.11\n`],
  ["other digits", `${sid}.١١`],
  ["sixteen digits", `${sid}.${"9".repeat(16)}`],
  ["a million digits", `${sid}.${"9".repeat(1_000_000)}`],
  ["an empty text", ""],
  ["a separator alone", "."],
  ["a name of a prototype", "__proto__"],
])("%s is none", (_, text) => {
  expect(readRevision(sid, text)).toBe(noRevision);
});

test("any text is a whole number that is no session's, or none; nothing throws", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((tail) => `${sid}.${tail}`),
      ),
      (text) => {
        const revision = readRevision(sid, text);
        expect(Number.isSafeInteger(revision) && revision >= noRevision).toBe(true);
      },
    ),
  );
});
