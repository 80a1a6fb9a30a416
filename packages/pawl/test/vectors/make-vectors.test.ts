/**
 * Goal: access-tokens.json is what the tables in cases/ make, and both verifiers of this package agree with every case
 * of it: the mutants of tokens/verify-*.test.ts and more, under three algorithms.
 * Method: each case, as it is checked in and as it is made anew with other keys, is shown to both.
 */
import { describe, expect, test } from "vitest";
import { portableVerifier, serverVerifier } from "../verify/support/both-verifiers.ts";
import { makeVectors } from "./make-vectors.ts";
import { vectors } from "./read-vectors.ts";

const anew = makeVectors();

describe("the file", () => {
  test("has the cases of the tables, in their order, and expects the same of them", () => {
    const frame = ({ cases, jwks, ...rest }: typeof vectors) => ({
      ...rest,
      algs: jwks.keys.map(({ alg }) => alg),
      cases: cases.map(({ name, at, expected }) => ({ name, at, expected })),
    });
    expect(frame(vectors)).toEqual(frame(JSON.parse(JSON.stringify(anew))));
  });

  test("names each case once, and has more than 150 that are refused", () => {
    const names = vectors.cases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(vectors.cases.filter(({ expected }) => expected === "invalid").length).toBeGreaterThan(150);
  });

  test("shows public members only", () => {
    const members = new Set(vectors.jwks.keys.flatMap((key) => Object.keys(key)));
    expect([...members].sort()).toEqual(["alg", "crv", "e", "kid", "kty", "n", "use", "x", "y"]);
  });
});

describe.each([
  ["pawl/verify", portableVerifier],
  ["the server", serverVerifier],
] as const)("%s comes to what is expected", (_, verifierOf) => {
  const [ofFile, ofAnew] = [verifierOf(vectors), verifierOf(anew)];

  test.each(vectors.cases)("$name", async ({ token, at, expected }) => {
    expect(await ofFile(token, at)).toEqual(expected);
  });

  test("of the cases made anew", async () => {
    for (const { name, token, at, expected } of anew.cases) {
      expect(await ofAnew(token, at), name).toEqual(expected);
    }
  });
});
