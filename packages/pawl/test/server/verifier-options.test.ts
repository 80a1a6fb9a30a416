/**
 * Goal: a mistake in who may follow revocations is found at the start, is told with its fix, and shows no credential.
 * Method: options with one thing wrong in them.
 */
import { describe, expect, test } from "vitest";
import { verifierOne } from "../support/secrets.ts";
import { create, expectMistake } from "./mistakes.ts";

const fix = "make one with: openssl rand -base64 48";

describe("verifierCredentials", () => {
  test.each([
    ["a string", verifierOne, "verifierCredentials must be a list of strings"],
    ["one that is short", [verifierOne, "short"], "verifierCredentials[1] must have 32 to 512 characters"],
    ["one that no header can carry", [`${verifierOne} x`], "verifierCredentials[0] must have"],
    ["one of a few characters", ["ab".repeat(20)], "verifierCredentials[0] must have"],
    ["one that is no string", [7], "verifierCredentials[0] must have"],
  ])("that are %s are refused", (_, verifierCredentials, message) => {
    expectMistake({ verifierCredentials }, message);
    expectMistake({ verifierCredentials }, fix);
    expect(() => create({ verifierCredentials })).not.toThrow(verifierOne);
  });

  test("of the least length are taken, and so is none", () => {
    expect(create({ verifierCredentials: [verifierOne.slice(0, 32), `${verifierOne}==`] })).toBeDefined();
    expect(create({ verifierCredentials: [] })).toBeDefined();
  });
});

test.each([7, {}, { subscribe: () => () => {} }])("a revocationSignal that is %j is refused", (signal) => {
  expectMistake({ revocationSignal: signal }, "revocationSignal must be a signal");
});
