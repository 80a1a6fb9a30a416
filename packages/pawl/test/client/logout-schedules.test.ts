// @vitest-environment happy-dom
/**
 * Goal: complaint 28: whatever else happens in whatever tab, a user who has logged out stays logged out, and in the end
 * the server knows.
 * Method: random schedules of tabs, faults and calls in a document with a local storage, with a logout somewhere in
 * them; at the end the page is opened once more.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyStep } from "./support/any-step.ts";
import { play, type Step } from "./support/schedule.ts";

const tab = fc.nat({ max: 3 });
const steps = fc.array(anyStep, { maxLength: 8 });
const logout: fc.Arbitrary<Step> = fc.record({ kind: fc.constant("logout"), tab });
const options = { live: false, apiOrigins: ["https://app.test"] };

test("complaint 28: after a logout nobody is signed in, in any tab, and the server has been told", async () => {
  const schedule = fc.tuple(steps, logout, steps, fc.boolean());
  await fc.assert(
    fc.asyncProperty(schedule, async ([before, out, after, hasLocks]) => {
      localStorage.clear();
      const all: Step[] = [...before, out, ...after, { kind: "open" }];
      const { states, calls, isAlive } = await play(all, hasLocks, options);
      for (const { status } of states) expect(["signedOut", "ended"]).toContain(status);
      expect(isAlive).toBe(false);
      expect(localStorage).toHaveLength(0);
      for (const { arrived } of calls) expect(arrived.length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 100 },
  );
}, 60_000);
