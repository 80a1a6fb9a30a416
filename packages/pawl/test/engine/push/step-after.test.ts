/**
 * Goal: what an answer of a receiver means is decided as RFC 8935 has it, and no answer can make Pawl send for ever, at once or
 * never again.
 * Method: the decision is pure, and held against a table.
 */
import { describe, expect, test } from "vitest";
import {
  type Attempt,
  longestRestMs,
  maxRefusals,
  type Refusal,
  stepAfter,
} from "../../../src/engine/push/step-after.ts";
import { hours, seconds } from "../../../src/session/policy.ts";

const answered = (status: number, err: Refusal = null, retryAfterMs = 0): Attempt => ({
  ...{ kind: "answered", status, err, retryAfterMs },
});
const silence: Attempt = { kind: "no_answer", error: new Error("no answer") };
const first = { failures: 0, refusals: 0 };

test("202 is delivered, whatever happened before", () => {
  expect(stepAfter(answered(202), first, 1)).toEqual({ step: "delivered" });
  expect(stepAfter(answered(202), { failures: 9, refusals: 2 }, 1)).toEqual({ step: "delivered" });
});

test.each<[string, Attempt]>([
  ...[200, 204, 301, 302, 307, 308, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504].map(
    (status): [string, Attempt] => [String(status), answered(status)],
  ),
  ["400 of one who does not know the sender", answered(400, "authentication_failed")],
  ["400 of one who does not let the sender in", answered(400, "access_denied")],
  ["silence", silence],
])("after %s the receiver rests", (_, attempt) => {
  expect(stepAfter(attempt, first, 1)).toEqual({ step: "rest", forMs: seconds(1) });
});

test.each<Refusal>(["invalid_request", "invalid_key", "invalid_issuer", "invalid_audience", null])(
  "400 for %s is tried again without a rest, and given up the third time",
  (err) => {
    const steps = [0, 1, 2].map((refusals) => stepAfter(answered(400, err), { failures: 0, refusals }, 1));
    expect(steps).toEqual([{ step: "later" }, { step: "later" }, { step: "give_up", err }]);
    expect(maxRefusals).toBe(3);
  },
);

describe("a rest", () => {
  const restAfter = (attempt: Attempt, failures: number, fraction: number) => {
    const decided = stepAfter(attempt, { failures, refusals: 0 }, fraction);
    return decided.step === "rest" ? decided.forMs : undefined;
  };

  test("is drawn from an interval that doubles up to a bound, however many failures there were", () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 100, 1e6].map((failures) => restAfter(silence, failures, 1));
    expect(longest.slice(0, 5)).toEqual([1, 2, 4, 8, 16].map(seconds));
    expect(longest.slice(5)).toEqual(Array(4).fill(longestRestMs));
    expect(restAfter(silence, 3, 0.5)).toBe(seconds(4));
    expect(restAfter(silence, 3, 0)).toBe(0);
  });

  test("is never shorter than the receiver asked for, up to an hour", () => {
    expect(restAfter(answered(503, null, seconds(90)), 0, 0)).toBe(seconds(90));
    expect(restAfter(answered(429, null, seconds(90)), 0, 1)).toBe(seconds(91));
    expect(restAfter(answered(429, null, hours(24)), 0, 0)).toBe(hours(1));
  });
});
