/**
 * Goal: a key whose private half lives elsewhere signs like one that is at hand, and a source that is set up wrongly is
 * found out before anybody is sent a token that nobody takes.
 * Method: a source in memory, and one for each mistake.
 */
import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { signAccessToken, signAccessTokenElsewhere } from "../../src/tokens/access-token.ts";
import { signingAlgorithms } from "../../src/tokens/algorithms.ts";
import { openSourceKey, type SourceKey } from "../../src/tokens/key-source.ts";
import { forgersKey, honestClaims, ringOf, verifierOf } from "../support/forged-token.ts";
import { sourceKey } from "../support/key-source.ts";

describe.each(signingAlgorithms)("a key for %s", (alg) => {
  test("signs elsewhere what its public half verifies here", async () => {
    const key = openSourceKey(sourceKey(alg, 5));
    expect(key).toMatchObject({ alg, signsAt: 5, privateKey: undefined });
    expect(verifierOf(ringOf(key))(await signAccessTokenElsewhere(key, honestClaims))).toBe("verified");
  });
});

test("a key is named by its thumbprint, whatever the source calls it", () => {
  const source = sourceKey("ES256", 0);
  const named = { ...source, publicJwk: { ...source.publicJwk, kid: "arn:kms:1" } };
  expect(openSourceKey(named).kid).toMatch(/^[\w-]{43}$/);
  expect(openSourceKey(named).kid).toBe(openSourceKey(source).kid);
});

describe("what a source may not give", () => {
  const good = sourceKey("ES256", 0);

  test.each<[string, Partial<SourceKey>, string]>([
    ["a private JWK", { publicJwk: { ...good.publicJwk, d: "AA" } }, "private members"],
    ["a secret", { publicJwk: { kty: "oct", k: "AA" } }, "private members"],
    ["a key for another algorithm than it says", { alg: "Ed25519" }, "the key is for ES256"],
    ["an instant that is none", { signsAt: 1.5 }, "signsAt"],
  ])("%s", (_, wrong, message) => {
    expect(() => openSourceKey({ ...good, ...wrong })).toThrow(message);
  });

  test("a weak key", () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const publicJwk = publicKey.export({ format: "jwk" });
    expect(() => openSourceKey({ ...good, alg: "RS256", publicJwk: { ...publicJwk } })).toThrow("2048 bits");
  });

  test.each<[string, (input: Uint8Array) => Uint8Array]>([
    ["DER in place of r ‖ s", (input) => sign("sha256", input, forgersKey().privateKey)],
    [
      "another key's signature",
      (input) => sign("sha256", input, { key: forgersKey().privateKey, dsaEncoding: "ieee-p1363" }),
    ],
    ["nothing", () => new Uint8Array(0)],
  ])("%s as a signature", async (_, wrong) => {
    const key = openSourceKey({ ...good, sign: async (input) => wrong(input) });
    await expect(signAccessTokenElsewhere(key, honestClaims)).rejects.toThrow("signed with something else");
  });
});

test("each kind of key signs in its own way only, and says which it is", async () => {
  const elsewhere = openSourceKey(sourceKey("ES256", 0));
  const here = forgersKey();
  expect(() => signAccessToken(elsewhere, honestClaims)).toThrow(elsewhere.kid);
  await expect(signAccessTokenElsewhere(here, honestClaims)).rejects.toThrow(here.kid);
});
