/**
 * Goal: the decision table never logs an honest user out (P1), and each of its rows is needed for that.
 * Method: every schedule of a small world (two tabs, lost, delayed and reordered messages) is looked at, with the real
 * function; then again with a rule taken away, to see that the search would have found what goes wrong.
 */
import { describe, expect, test } from "vitest";
import { type Rules, search } from "./honest-browser-model.ts";

/** No lock between the tabs; messages are lost and overtake each other, but none takes as long as a tick. */
const racing: Rules = { sends: 4, ticks: 6, hasLock: false, statesGivingUp: false, isFast: true };
/** One tab refreshes at a time, and a message may be held for ever. */
const held: Rules = { sends: 3, ticks: 7, hasLock: true, statesGivingUp: true };

describe("no schedule logs an honest user out", () => {
  test("of tabs that race without a lock, while answers are lost and overtake each other", () => {
    const { worlds, violation } = search(racing);
    expect(violation).toBeUndefined();
    expect(worlds).toBeGreaterThan(20_000);
  }, 20_000);

  test("of tabs that take turns, while messages are held for as long as the network likes", () => {
    const { worlds, violation } = search(held);
    expect(violation).toBeUndefined();
    expect(worlds).toBeGreaterThan(20_000);
  }, 20_000);
});

describe("and there is one that does", () => {
  test("without row 3: a late answer puts an old token back into the jar", () => {
    const override: Rules["override"] = (decision) =>
      decision.kind === "unchanged" ? { kind: "rotate" } : decision;
    expect(search({ ...racing, override }).violation).toBe("reuse");
  });

  test("without row 5, when each retry makes a sibling: two answers land in the other order", () => {
    const override: Rules["override"] = (decision) =>
      decision.kind === "replay" ? { kind: "recover" } : decision;
    expect(search({ ...racing, override }).violation).toBe("reuse");
  });

  test("without row 6: an answer is lost, and the browser sleeps", () => {
    const override: Rules["override"] = (decision) =>
      decision.kind === "recover" ? { kind: "reuse" } : decision;
    expect(search({ ...racing, override }).violation).toBe("reuse");
  });

  test("without row 8: a request arrives after two rotations", () => {
    const override: Rules["override"] = (decision) =>
      decision.kind === "superseded" ? { kind: "reuse" } : decision;
    expect(search({ ...held, override }).violation).toBe("reuse");
  });

  test("without a grace period", () => {
    expect(search({ ...racing, gracePeriodTicks: 0 }).violation).toBe("reuse");
  });

  test("without the give-up time: a request is held in a proxy until its successor was received", () => {
    expect(search({ ...held, statesGivingUp: false }).violation).toBe("reuse");
  });

  test("without the lock, when a second tab's request is on its way beyond the grace period", () => {
    expect(search({ ...held, hasLock: false }).violation).toBe("reuse");
  });
});
