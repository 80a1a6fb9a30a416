/**
 * Goal: P2 of docs/protocol.md. When a thief and the owner both go on, further apart than two grace periods, the session is
 * ended before it has changed hands a second time; whatever is lost on the way, and whatever the thief claims to know.
 * Method: every way in which it can go on is looked at, with the production function; then without the rule.
 */
import { expect, test } from "vitest";
import type { Laws } from "./laws.ts";
import { exploreTheft } from "./theft.ts";

const laws: Laws = {
  ...{ tabs: 0, giveUpTicks: 1, gracePeriodTicks: 2, skewTicks: 0 },
  ...{ recoveryPeriodTicks: Number.POSITIVE_INFINITY, statesRevision: true, hasCopies: true },
};

test("a stolen session changes hands once unnoticed, and never twice", () => {
  const { worlds, caught, turns, trace } = exploreTheft(laws);
  process.stdout.write(
    `a theft: ${worlds} worlds, found out in ${caught} steps, at most ${turns} change unnoticed\n`,
  );
  expect(turns, trace.join("\n")).toBe(1);
  expect(caught).toBeGreaterThan(0);
});

test("without a grace period, the first use by the other hand is noticed", () => {
  expect(exploreTheft({ ...laws, gracePeriodTicks: 0 }).turns).toBe(0);
});

test("without row 9 it would go on for ever", () => {
  const override: Laws["override"] = (decision) =>
    decision.kind === "reuse" ? { kind: "recover" } : decision;
  expect(exploreTheft({ ...laws, override })).toMatchObject({ turns: 6, caught: 0 });
});
