/**
 * Goal: configured secrets become keys that have one purpose each; a weak secret is refused, and never shown.
 * Method: every weakness, with the secret searched for in the error; the keys of one secret, written down.
 */
import { describe, expect, test } from "vitest";
import { deriveSecrets, type SecretKeys } from "../../src/tokens/secrets.ts";
import { secretOne, secretsOf, secretTwo } from "../support/secrets.ts";

/** The keys as text, since two key objects look alike whatever is in them. */
function shown(keys: SecretKeys | undefined) {
  if (keys === undefined) return undefined;
  const { id, idBytes, tagKey, deriveKey, sealKey, pseudonymKey } = keys;
  const texts = [tagKey, deriveKey, sealKey, pseudonymKey].map((key) => key.export().toString("base64url"));
  return { id, texts: [Buffer.from(idBytes).toString("base64url"), ...texts] };
}

describe("a weak secret is refused by its position, without being shown", () => {
  test.each([
    ["of 31 bytes", "kV9rTq2Lw7XzP4nB8mJ5cH1yD6fG3sA"],
    ["that repeats a few characters", "abcabcdabcabcdabcabcdabcabcdabcabcd"],
    ["that is one letter", "x".repeat(64)],
    ["that is a word", "hunter2"],
    ["that is empty", ""],
  ])("%s", (_, secret) => {
    const act = () => deriveSecrets([secretOne, secret]);
    expect(act).toThrow(TypeError);
    expect(act).toThrow(/^secrets\[1\] .*openssl rand -base64 48$/);
    if (secret !== "") expect(act).not.toThrow(secret);
  });

  test.each([
    ["a number", 1234],
    ["bytes", new Uint8Array(48)],
    ["null", null],
    ["undefined, as from a missing environment variable", undefined],
  ])("%s is not a secret", (_, secret) => {
    expect(() => deriveSecrets([secret as unknown as string])).toThrow(
      /^secrets\[0\] is not a string; make one with/,
    );
  });

  test("none at all", () => {
    expect(() => deriveSecrets([])).toThrow(/^secrets is empty; give at least one, made with/);
  });
});

test("32 bytes are enough, counted in UTF-8", () => {
  expect(() => deriveSecrets(["kV9rTq2Lw7XzP4nB8mJ5cH1yD6fG3sA!"])).not.toThrow();
  expect(() => deriveSecrets(["äöüßéèêñçøåæþðłœ"])).not.toThrow();
});

test("eight different characters are the fewest, which a random text of 32 never has", () => {
  expect(() => deriveSecrets(["abcdefgh".repeat(4)])).not.toThrow();
  expect(() => deriveSecrets(["abcdefg".repeat(5)])).toThrow("repeats a few characters");
});

test("the newest comes first, and all are found by their id", () => {
  const secrets = secretsOf(secretTwo, secretOne);
  expect(secrets.newest.id).toBe(secretsOf(secretTwo).newest.id);
  expect(shown(secrets.find(secretsOf(secretOne).newest.id))).toEqual(shown(secretsOf(secretOne).newest));
  expect(secrets.find("AAAAAA")).toBeUndefined();
  expect(secrets.find("__proto__")).toBeUndefined();
});

test("each purpose has a key of its own, and each secret its own keys", () => {
  const keys = [secretsOf(secretOne), secretsOf(secretTwo)].flatMap(({ newest }) => [
    ...[newest.tagKey, newest.deriveKey, newest.sealKey, newest.pseudonymKey],
  ]);
  expect(keys.map((key) => key.symmetricKeySize)).toEqual(Array(8).fill(32));
  expect(new Set(keys.map((key) => key.export().toString("hex"))).size).toBe(8);
});

test("the same secret gives the same keys on every node", () => {
  expect(shown(secretsOf(secretOne).newest)).toEqual(shown(secretsOf(secretOne).newest));
});

test("and in every release: an update that derived others would log everybody out", () => {
  const { id, texts } = shown(secretsOf(secretOne).newest) ?? {};
  expect(texts).toEqual([
    "XFDLxg",
    "wKFEneqiekUOcjdyEq9Nl_F70qIC9voL0uh848HUw2I",
    "YNmUnB3Mr-EEVTuwlPKZHOLkUu_gw39uwo26Eh0nKRw",
    "zMD-Fmu5btIk2UDed_ODgK9Gm1U5fEtoXPcy_FJYTcM",
    "avVCaVRQA7XxQc9LJ5vYNmoAcEd-HZilvzfu0Jqhk5Y",
  ]);
  expect(id).toBe("XFDLxg");
});
