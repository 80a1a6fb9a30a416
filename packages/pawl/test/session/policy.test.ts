/**
 * Goal: a policy is complete, inside its bounds and frozen, and a mistake is a TypeError that names the option and
 * the fix.
 * Method: each option at and beyond both of its bounds, with every kind of wrong value, and in contradiction to others.
 */
import { describe, expect, test } from "vitest";
import {
  createPolicy,
  days,
  defaultPolicy,
  hours,
  minutes,
  type Policy,
  seconds,
} from "../../src/session/policy.ts";

/** The widest policy: every option may go to its own bounds beside it. */
const widest: Policy = {
  accessTokenLifetimeMs: seconds(1),
  inactivityTimeoutMs: days(400),
  absoluteLifetimeMs: days(400),
  gracePeriodMs: 0,
  recoveryPeriodMs: days(30),
  adoptAfterFailover: false,
  clockToleranceMs: 0,
};

const bounds: readonly [name: Exclude<keyof Policy, "adoptAfterFailover">, min: number, max: number][] = [
  ["accessTokenLifetimeMs", seconds(1), minutes(60)],
  ["inactivityTimeoutMs", seconds(2), days(400)],
  ["absoluteLifetimeMs", days(400), days(400)],
  ["gracePeriodMs", 0, minutes(5)],
  ["recoveryPeriodMs", 0, days(30)],
  ["clockToleranceMs", 0, seconds(60)],
];

test("the defaults are the documented ones", () => {
  expect(createPolicy()).toEqual({
    accessTokenLifetimeMs: 30 * 60_000,
    inactivityTimeoutMs: 7 * 24 * 3_600_000,
    absoluteLifetimeMs: 30 * 24 * 3_600_000,
    gracePeriodMs: 10_000,
    recoveryPeriodMs: 7 * 24 * 3_600_000,
    adoptAfterFailover: false,
    clockToleranceMs: 5000,
  });
  expect(createPolicy({})).toEqual(defaultPolicy);
});

test("an option that is undefined has its default", () => {
  const given = Object.fromEntries(Object.keys(defaultPolicy).map((name) => [name, undefined]));
  expect(createPolicy(given)).toEqual(defaultPolicy);
});

test("durations are in milliseconds", () => {
  expect([seconds(8), minutes(30), hours(24), days(7)]).toEqual([8000, 1_800_000, 86_400_000, 604_800_000]);
});

test("a policy is frozen, and so are the defaults", () => {
  expect(Object.isFrozen(createPolicy({ gracePeriodMs: 0 }))).toBe(true);
  expect(Object.isFrozen(defaultPolicy)).toBe(true);
});

test("a policy does not change with the object that it was made from", () => {
  const given = { gracePeriodMs: seconds(20) };
  const policy = createPolicy(given);
  given.gracePeriodMs = 0;
  expect(policy.gracePeriodMs).toBe(seconds(20));
});

describe.each(bounds)("%s", (name, min, max) => {
  test("may be at either bound", () => {
    expect(createPolicy({ ...widest, [name]: min })[name]).toBe(min);
    expect(createPolicy({ ...widest, [name]: max })[name]).toBe(max);
  });

  test("may not be beyond the upper one", () => {
    expect(() => createPolicy({ ...widest, [name]: max + 1 })).toThrow(
      new RegExp(`^policy\\.${name} must be whole milliseconds from \\d+ to ${max}, not ${max + 1}; `),
    );
  });

  test.each([
    ["negative", -1],
    ["a fraction", min + 0.5],
    ["not a number", Number.NaN],
    ["infinite", Number.POSITIVE_INFINITY],
    ["a text", "1800000"],
    ["a big integer", 1_800_000n],
    ["null", null],
    ["a list", [min]],
    ["true", true],
  ])("may not be %s", (_, value) => {
    const act = () => createPolicy({ ...widest, [name]: value as unknown as number });
    expect(act).toThrow(TypeError);
    expect(act).toThrow(`policy.${name} must be whole milliseconds`);
  });
});

test.each([
  ["accessTokenLifetimeMs", 999],
  ["inactivityTimeoutMs", 999],
  ["absoluteLifetimeMs", 999],
] as const)("%s may not be shorter than a second", (name, value) => {
  expect(() => createPolicy({ [name]: value })).toThrow(
    `policy.${name} must be whole milliseconds from 1000 to`,
  );
});

test.each(["accessTokenLifetime", "gracePeriod", "leewayMs", "constructor", "toString"])(
  "%s is not an option, and the error lists those that are",
  (name) => {
    const act = () => createPolicy({ [name]: seconds(1) });
    expect(act).toThrow(TypeError);
    expect(act).toThrow(`policy.${name} is not an option; the options are accessTokenLifetimeMs, `);
  },
);

test("an own __proto__ is not an option either", () => {
  expect(() => createPolicy(JSON.parse('{"__proto__": 1}'))).toThrow("policy.__proto__ is not an option");
});

test("the inactivity timeout may equal the absolute lifetime and not exceed it", () => {
  const absoluteLifetimeMs = days(1);
  expect(createPolicy({ absoluteLifetimeMs, inactivityTimeoutMs: days(1) }).inactivityTimeoutMs).toBe(
    days(1),
  );
  expect(() => createPolicy({ absoluteLifetimeMs, inactivityTimeoutMs: days(1) + 1 })).toThrow(
    /^policy\.inactivityTimeoutMs is longer than policy\.absoluteLifetimeMs .*; make it shorter$/,
  );
});

test("the access token must expire before the session is inactive, or its user is logged out in mid-work", () => {
  const inactivityTimeoutMs = minutes(30);
  const accessTokenLifetimeMs = minutes(29);
  expect(createPolicy({ inactivityTimeoutMs, accessTokenLifetimeMs })).toMatchObject({
    accessTokenLifetimeMs,
  });
  for (const tooLong of [minutes(30), minutes(31)]) {
    expect(() => createPolicy({ inactivityTimeoutMs, accessTokenLifetimeMs: tooLong })).toThrow(
      /^policy\.accessTokenLifetimeMs is not shorter than policy\.inactivityTimeoutMs, .*; make it shorter$/,
    );
  }
});

test("the recovery period may be two grace periods and not be shorter, since it begins only then", () => {
  expect(createPolicy({ gracePeriodMs: 8, recoveryPeriodMs: 16 }).recoveryPeriodMs).toBe(16);
  expect(() => createPolicy({ gracePeriodMs: 8, recoveryPeriodMs: 15 })).toThrow(
    /^policy\.recoveryPeriodMs is shorter than two grace periods, .*; make it longer$/,
  );
  expect(createPolicy({ gracePeriodMs: 0, recoveryPeriodMs: 0 }).recoveryPeriodMs).toBe(0);
});

test("a token from the future is taken at its word only by who says so", () => {
  expect(createPolicy({ adoptAfterFailover: true }).adoptAfterFailover).toBe(true);
  expect(createPolicy({ adoptAfterFailover: false }).adoptAfterFailover).toBe(false);
});

test.each([["true"], ["false"], [1], [0], [null], [[]], [{}]])(
  "whether it is must be said with true or false, not with %j",
  (value) => {
    const act = () => createPolicy({ adoptAfterFailover: value as unknown as boolean });
    expect(act).toThrow(TypeError);
    expect(act).toThrow(/^policy\.adoptAfterFailover must be true or false, not /);
  },
);
