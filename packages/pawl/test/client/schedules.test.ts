/**
 * Goal: whatever tabs, faults and users do in whatever order: an honest user is never signed out, every call settles,
 * no request is sent with another one's identity, and none more often than twice.
 * Method: random schedules of tabs, calls, faults of the network, killed locks, logins and time, shrunk to the shortest
 * one that fails.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyStep } from "./support/any-step.ts";
import { type Outcome, play, type Step } from "./support/schedule.ts";

const tab = fc.nat({ max: 3 });
const email = fc.constantFrom("ada", "grace");
const login: fc.Arbitrary<Step> = fc.record({ kind: fc.constant("login"), tab, email });
const honest = fc.array(anyStep, { maxLength: 15 });
const mixed = fc.array(fc.oneof({ weight: 4, arbitrary: anyStep }, { weight: 1, arbitrary: login }), {
  maxLength: 15,
});

const numRuns = 60;
const patientlyMs = 60_000;

/** No call is sent more often than twice, and none as anybody but whose page it was made in. */
function checkCalls({ calls }: Outcome): void {
  for (const { owner, arrived } of calls) {
    expect(arrived.length).toBeLessThanOrEqual(2);
    if (owner) expect(arrived).toEqual(arrived.map(() => owner));
  }
}

test(
  "an honest user is never signed out, in any tab, and all is well when the network is",
  async () => {
    await fc.assert(
      fc.asyncProperty(honest, fc.boolean(), async (steps, hasLocks) => {
        const outcome = await play(steps, hasLocks);
        checkCalls(outcome);
        for (const state of outcome.states) {
          expect(state).toMatchObject({ status: "signedIn", offline: false, session: { subject: "ada" } });
        }
      }),
      { numRuns },
    );
  },
  patientlyMs,
);

test(
  "complaint 50: with two users in one browser, no request carries the identity of the other one",
  async () => {
    await fc.assert(
      fc.asyncProperty(mixed, fc.boolean(), async (steps, hasLocks) => {
        const outcome = await play(steps, hasLocks);
        checkCalls(outcome);
        for (const { status } of outcome.states) expect(["signedIn", "ended"]).toContain(status);
      }),
      { numRuns },
    );
  },
  patientlyMs,
);
