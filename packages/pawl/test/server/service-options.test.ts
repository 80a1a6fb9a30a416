/**
 * Goal: a mistake in who may log users in is found at the start, is told with its fix, and shows no credential.
 * Method: options with one thing wrong in them.
 */
import { describe, expect, test } from "vitest";
import { serviceOne, verifierOne } from "../support/secrets.ts";
import { create, expectMistake } from "./mistakes.ts";

const fix = "make one with: openssl rand -base64 48";

describe("serviceCredentials", () => {
  test.each([
    ["a string", serviceOne, "serviceCredentials must be a list of strings"],
    ["one that is short", [serviceOne, "short"], "serviceCredentials[1] must have 32 to 512 characters"],
    ["one that is no string", [7], "serviceCredentials[0] must have"],
  ])("that are %s are refused", (_, serviceCredentials, message) => {
    expectMistake({ serviceCredentials }, message);
    expectMistake({ serviceCredentials }, fix);
    expect(() => create({ serviceCredentials })).not.toThrow(serviceOne);
  });

  test.each([
    ["a verifier's", { verifierCredentials: [verifierOne] }],
    ["a receiver's", { securityEventReceivers: [{ credential: verifierOne, audience: "a" }] }],
  ])("that are %s too are refused: who may look may not thereby log anybody in", (_, others) => {
    const changes = { ...others, serviceCredentials: [serviceOne, verifierOne] };
    expectMistake(changes, "serviceCredentials[1] has another use already");
    expect(() => create(changes)).not.toThrow(verifierOne);
  });

  test("of the least length are taken, and so is none", () => {
    expect(create({ serviceCredentials: [serviceOne.slice(0, 32)] })).toBeDefined();
    expect(create({ serviceCredentials: [] })).toBeDefined();
  });
});
