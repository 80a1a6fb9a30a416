/**
 * Goal: a mistake in `keys` is found at the start, by its name and with the fix; what is left out has its default.
 * Method: each option with a value beside its bounds, and what the right ones come to.
 */
import { describe, expect, test } from "vitest";
import { checkKeyOptions } from "../../src/server/key-options.ts";
import { days, hours } from "../../src/session/policy.ts";
import { keySchedule } from "../../src/tokens/key-schedule.ts";
import { memoryKeySource } from "../support/key-source.ts";
import { create, expectMistake } from "./mistakes.ts";

describe("what is left out", () => {
  test("is ES256, every ninety days, in the store", () => {
    const rules = { algorithm: "ES256", schedule: keySchedule(days(90)), source: undefined };
    expect(checkKeyOptions()).toEqual(rules);
    expect(checkKeyOptions({ algorithm: undefined, rotateEveryMs: undefined })).toEqual(rules);
  });
});

describe("what is right", () => {
  test.each(["ES256", "Ed25519", "RS256"] as const)("%s", (algorithm) => {
    expect(checkKeyOptions({ algorithm }).algorithm).toBe(algorithm);
  });

  test.each([hours(1), days(400)])("%i ms", (rotateEveryMs) => {
    expect(checkKeyOptions({ rotateEveryMs }).schedule.rotateEveryMs).toBe(rotateEveryMs);
    expect(create({ keys: { rotateEveryMs } }).keys).toBeDefined();
  });

  test("a source alone", () => {
    const source = memoryKeySource();
    expect(checkKeyOptions({ source }).source).toBe(source);
  });
});

describe("what is refused", () => {
  test.each(["none", "EdDSA", "es256", "HS256", "", null, 1])("the algorithm %j", (algorithm) => {
    expectMistake({ keys: { algorithm } }, "keys.algorithm must be one of ES256, Ed25519, RS256");
  });

  test.each([0, hours(1) - 1, days(400) + 1, 1.5e9 + 0.5, Number.NaN, "90d"])(
    "a rotation every %j",
    (rotateEveryMs) => {
      expectMistake(
        { keys: { rotateEveryMs } },
        /^keys\.rotateEveryMs must be whole milliseconds from 3600000 to 34560000000, .*days\(90\)$/,
      );
    },
  );

  test("a name that is none", () => {
    expectMistake(
      { keys: { rotateEvery: 1 } },
      "keys.rotateEvery is not an option; the options are algorithm, rotateEveryMs, source",
    );
    expectMistake({ keys: "ES256" }, "keys must be an object");
    expectMistake({ keys: null }, "keys must be an object");
  });

  test("a source that is none, or one with options that are not for it", () => {
    expectMistake({ keys: { source: {} } }, "keys.source must have keys()");
    expectMistake({ keys: { source: null } }, "keys.source must have keys()");
    const source = memoryKeySource();
    for (const more of [{ algorithm: "ES256" }, { rotateEveryMs: days(1) }]) {
      expectMistake({ keys: { source, ...more } }, "leave out algorithm and rotateEveryMs");
    }
  });
});
