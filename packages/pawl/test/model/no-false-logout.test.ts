/**
 * Goal: P1 of docs/protocol.md. The decision table never takes an honest browser for a thief, and always lets it get
 * on; and each rule in it is needed for that.
 * Method: the production function is searched exhaustively, in a world of 2 or 3 tabs without a lock: requests, answers
 * and receipts are lost, delayed, repeated and overtake each other, answers land in the cookie jar in any order, a tab is
 * loaded again at any time or hears what another was granted, requests reach the server long after their sender gave up, and time passes whenever it
 * likes. Worlds are finitely many (see world.ts), so a search that ends has seen schedules of every length, through any
 * number of generations. A crash of the server before a commit is a lost request; after it, a lost answer. Then each
 * rule is taken away, and the search must find what goes wrong.
 */
import { describe, expect, test } from "vitest";
import type { RotationDecision } from "../../src/session/rotation.ts";
import { type Exploration, explore } from "./explore.ts";
import type { Laws } from "./laws.ts";

/** The client gives up before the grace period ends, as docs/protocol.md asks. */
const laws: Laws = {
  ...{ tabs: 2, giveUpTicks: 1, gracePeriodTicks: 2, skewTicks: 0 },
  ...{ recoveryPeriodTicks: Number.POSITIVE_INFINITY, statesRevision: true, hasCopies: true },
};
/** A client of the simplest kind, which refreshes one at a time on a network that holds nothing back. */
const alone: Partial<Laws> = { tabs: 1, statesRevision: false, hasCopies: false };
const isDeep = process.env["PAWL_MODEL"] === "deep";

/** What is expected to hold: says how many worlds were seen, and shows the way to the one where it does not. */
function expectNone(name: string, { worlds, trace }: Exploration): void {
  process.stdout.write(
    `${name}: ${worlds.toLocaleString("en")} worlds, no honest user is logged out in any\n`,
  );
  expect(trace, trace?.map((step, i) => `${i + 1}. ${step}`).join("\n")).toBeUndefined();
}

/** The last step of the shortest way to a violation. */
const endOf = ({ trace }: Exploration): string | undefined => trace?.at(-1)?.replace(/^.*: /, "");

describe("no honest user is logged out", () => {
  const worlds: readonly [name: string, change: Partial<Laws>][] = [
    ["one tab", { tabs: 1 }],
    ["two tabs", {}],
    ["three tabs", { tabs: 3 }],
    ["two tabs that share what they are granted", { sharesGrants: true }],
    ["two servers, as far apart as allowed", { gracePeriodTicks: 3, skewTicks: 1 }],
    ["a browser that states no revision, one tab, nothing held", { ...alone }],
  ];
  const deep: readonly [name: string, change: Partial<Laws>][] = [
    ["three tabs, finer ticks", { tabs: 3, gracePeriodTicks: 3, giveUpTicks: 2 }],
    ["three tabs that share what they are granted", { tabs: 3, sharesGrants: true }],
    ["three tabs, two servers", { tabs: 3, gracePeriodTicks: 3, skewTicks: 1 }],
  ];
  test.each([...worlds, ...(isDeep ? deep : [])])(
    "%s",
    (name, change) => {
      expectNone(name, explore({ ...laws, ...change }, { progress: true }));
    },
    300_000,
  );
});

describe("each rule is needed: without it, an honest user is logged out", { timeout: 60_000 }, () => {
  /** The table with another decision in place of one of its rows. */
  const instead = (kind: RotationDecision["kind"], other: RotationDecision): Partial<Laws> => ({
    override: (decision) => (decision.kind === kind ? other : decision),
  });

  test("strict rotation: another tab's request with the same token is reuse", () => {
    expect(endOf(explore({ ...laws, gracePeriodTicks: 0 }))).toBe("reuse");
  });

  test("row 3, a current token that may still be in flight is not rotated: a slow answer puts it back", () => {
    expect(endOf(explore({ ...laws, ...instead("unchanged", { kind: "rotate" }) }))).toBe("reuse");
  });

  test("row 3 for two grace periods: one is too short for a replay that was answered at its end", () => {
    const override: Laws["override"] = (decision, age) =>
      decision.kind === "unchanged" && age >= laws.gracePeriodTicks ? { kind: "rotate" } : decision;
    expect(endOf(explore({ ...laws, override }))).toBe("reuse");
  });

  test("row 5, the same successor for each retry: of two siblings, the wrong one lands last", () => {
    expect(endOf(explore({ ...laws, ...instead("replay", { kind: "recover" }) }))).toBe("reuse");
  });

  test("row 6, a fixed window only: the answer is lost, and the browser sleeps", () => {
    expect(endOf(explore({ ...laws, ...instead("recover", { kind: "reuse" }) }))).toBe("reuse");
  });

  test("row 6 after two grace periods: before, the answer that is believed lost may still land", () => {
    const override: Laws["override"] = (decision) =>
      decision.kind === "superseded" && decision.retryAfterMs > 0 ? { kind: "recover" } : decision;
    expect(endOf(explore({ ...laws, override }))).toBe("reuse");
  });

  test("row 8: a request that lost a race is reuse", () => {
    expect(endOf(explore({ ...laws, ...instead("superseded", { kind: "reuse" }) }))).toBe("reuse");
  });

  test("the revision: a request is held back until its successor was received", () => {
    expect(endOf(explore({ ...laws, statesRevision: false }))).toBe("reuse");
  });

  test("the revision, where nothing is held for longer than its sender waits", () => {
    expect(endOf(explore({ ...laws, statesRevision: false, hasCopies: false }))).toBe("reuse");
  });

  test("clocks of servers that agree to half of what the grace period exceeds the timeout", () => {
    expect(endOf(explore({ ...laws, skewTicks: 1 }))).toBe("reuse");
  });
});

describe("what the table cannot see", () => {
  test("a browser that crashes before its jar is on the disk comes back with a token that was replaced", () => {
    expect(endOf(explore({ ...laws, losesJar: true }))).toBe("reuse");
  });

  test("a browser that lost an answer, and slept for longer than the recovery period", () => {
    expect(endOf(explore({ ...laws, recoveryPeriodTicks: 6 }))).toBe("reuse");
  });
});
