/**
 * Goal: the portable verifier and the server's never disagree, whatever is done to a token; nor does jose, where it has
 * an opinion (signatures).
 * Method: honest tokens are mutated at random, in their text, their bytes and their JSON, half of them signed again with the
 * issuer's own key; both verifiers look at each.
 */
import fc from "fast-check";
import { compactVerify, importJWK } from "jose";
import { describe, expect, test } from "vitest";
import { startOfTime } from "../support/clock.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import {
  algs,
  base64url,
  headerOf,
  honestClaims,
  signed,
  signedSegments,
  throwawayKey,
  withClaims,
} from "../vectors/issuer.ts";
import { portableVerifier, serverVerifier } from "./support/both-verifiers.ts";

const keys = algs.map(throwawayKey);
const issuer = {
  issuer: testIssuer,
  audience: testAudience,
  clock_tolerance_ms: 5000,
  jwks: { keys: keys.map(({ jwk }) => jwk) },
};
const portable = portableVerifier(issuer);
const server = serverVerifier(issuer);

async function agreeOn(token: string): Promise<boolean> {
  const [one, other] = [await portable(token, startOfTime), await server(token, startOfTime)];
  expect(one).toEqual(other);
  return one !== "invalid";
}

const key = fc.constantFrom(...keys);
/** Letters that mean something to a parser of tokens, and any other. */
const letter = fc.oneof(
  fc.constantFrom(..."ABab09-_.=+/ \n\0"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
);
const edits = fc.array(
  fc.record({ where: fc.double({ min: 0, max: 0.999, noNaN: true }), text: letter, cut: fc.nat(2) }),
  {
    minLength: 1,
    maxLength: 4,
  },
);
type Edits = readonly { where: number; text: string; cut: number }[];

const edited = (text: string, changes: Edits): string =>
  changes.reduce((now, { where, text: piece, cut }) => {
    const at = Math.floor(where * (now.length + 1));
    return now.slice(0, at) + piece + now.slice(at + cut);
  }, text);

/** Values that a claim or a header member may have, among them the right ones. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    ...Object.values(honestClaims),
    "ES256",
    "at+jwt",
    0,
    -1,
    1e21,
    null,
    true,
    [],
    {},
  ),
  fc.constantFrom<unknown>(
    startOfTime / 1000 + 6,
    startOfTime / 1000 - 6,
    startOfTime / 1000 + 3603,
    "x".repeat(256),
  ),
  fc.jsonValue({ maxDepth: 3 }),
);
const differencesOf = (names: readonly string[]) =>
  fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 8 })), value, { maxKeys: 3 });

describe("both verifiers agree", { timeout: 60_000 }, () => {
  test("on tokens whose text was edited", async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(key, edits, async (by, changes) => {
        if (await agreeOn(edited(withClaims(by, {}), changes))) taken++;
      }),
      { numRuns: 3000 },
    );
    expect(taken).toBeLessThan(3000);
  });

  test("on claims of any kind that the issuer signed", async () => {
    const verdicts = { taken: 0, refused: 0 };
    const claims = differencesOf([...Object.keys(honestClaims), "nbf", "scope", "__proto__"]);
    await fc.assert(
      fc.asyncProperty(key, claims, async (by, differences) => {
        const payload = JSON.stringify({ ...honestClaims, ...differences });
        verdicts[(await agreeOn(signed(by, headerOf(by), payload))) ? "taken" : "refused"]++;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(verdicts.taken, verdicts.refused)).toBeGreaterThan(100);
  });

  test("on headers of any kind that the issuer signed", async () => {
    const verdicts = { taken: 0, refused: 0 };
    const header = differencesOf(["alg", "typ", "kid", "crit", "b64", "jwk", "x5c", "zip"]);
    await fc.assert(
      fc.asyncProperty(key, header, async (by, differences) => {
        const token = signed(by, { ...headerOf(by), ...differences }, honestClaims);
        verdicts[(await agreeOn(token)) ? "taken" : "refused"]++;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(verdicts.taken, verdicts.refused)).toBeGreaterThan(100);
  });

  test("on JSON whose text was edited before it was signed", async () => {
    await fc.assert(
      fc.asyncProperty(key, fc.boolean(), edits, async (by, inHeader, changes) => {
        const json = JSON.stringify(inHeader ? headerOf(by) : honestClaims);
        const segment = base64url(edited(json, changes));
        const [header, payload] = withClaims(by, {}).split(".");
        await agreeOn(
          signedSegments(by, inHeader ? segment : (header ?? ""), inHeader ? (payload ?? "") : segment),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("on any text at all", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.base64String(),
      fc.array(fc.base64String()).map((a) => a.join(".")),
    );
    await fc.assert(
      fc.asyncProperty(text, async (token) => {
        expect(await agreeOn(token)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("jose agrees about signatures", () => {
  test.each(keys)("of $alg, good and bad", async (by) => {
    const publicKey = await importJWK({ ...by.jwk }, by.alg);
    const joseTakes = (token: string) =>
      compactVerify(token, publicKey, { algorithms: [by.alg] }).then(
        () => true,
        () => false,
      );
    const honest = withClaims(by, {});
    expect([await joseTakes(honest), await agreeOn(honest)]).toEqual([true, true]);
    const [header = "", payload = "", signature = ""] = honest.split(".");
    const bytes = Buffer.from(signature, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 7) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const token = `${header}.${payload}.${base64url(flipped)}`;
      expect(await agreeOn(token), `bit ${bit}`).toBe(await joseTakes(token));
    }
  });
});
