/**
 * Goal: a dump of the store signs nothing; a key that was tampered with neither signs nor passes for another.
 * Method: keys are stored, opened with the right and the wrong secret, swapped and broken byte by byte; `jose` is the
 * judge of thumbprints.
 */
import { createPrivateKey, sign, verify } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { describe, expect, test } from "vitest";
import { createKeyRing } from "../../src/tokens/key-ring.ts";
import { generateStoredKey, openStoredKey } from "../../src/tokens/signing-key.ts";
import { seededRandom } from "../support/random.ts";
import { secretOne, secretsOf, secretTwo } from "../support/secrets.ts";

const secrets = secretsOf(secretOne);
const random = seededRandom();
const stored = await generateStoredKey("ES256", secrets, { createdAt: 1000, signsAt: 1500 }, random);
const other = await generateStoredKey("ES256", secrets, { createdAt: 2000, signsAt: 2500 }, random);

describe("a new key", () => {
  test("is named by its RFC 7638 thumbprint, as jose computes it", async () => {
    for (const key of [stored, other]) {
      const jwk = JSON.parse(key.publicJwk);
      expect(key.kid).toBe(await calculateJwkThumbprint(jwk));
      expect(jwk.kid).toBe(key.kid);
    }
  });

  test("has a row that says what it is for, which secret sealed it, when it was made and when it signs", () => {
    const instants = { createdAt: 1000, signsAt: 1500 };
    expect(stored).toMatchObject({ alg: "ES256", keyId: secrets.newest.id, ...instants });
  });

  test("shows its public members only", () => {
    const jwk = JSON.parse(stored.publicJwk);
    expect(Object.keys(jwk).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
    expect(jwk).toMatchObject({ kty: "EC", crv: "P-256", alg: "ES256", use: "sig" });
  });

  test("signs what its public half verifies", () => {
    const key = openStoredKey(stored, secrets);
    if (key.privateKey === undefined) expect.fail("it cannot sign");
    const signature = sign("sha256", Buffer.from("text"), key.privateKey);
    expect(verify("sha256", Buffer.from("text"), key.publicKey, signature)).toBe(true);
    expect(key).toMatchObject({ kid: stored.kid, alg: "ES256", createdAt: 1000, signsAt: 1500 });
  });
});

describe("at rest", () => {
  test("the private half is sealed: nothing of it is in the row", () => {
    const { privateKey } = openStoredKey(stored, secrets);
    if (privateKey === undefined) expect.fail("it was not opened");
    const { d } = privateKey.export({ format: "jwk" }) as { d: string };
    const row =
      [stored.publicJwk, stored.kid, stored.keyId].join("") + Buffer.from(stored.sealed).toString("latin1");
    expect(row).not.toContain(d);
    expect(row).not.toContain(Buffer.from(d, "base64url").toString("latin1"));
    expect(() =>
      createPrivateKey({ key: Buffer.from(stored.sealed), format: "der", type: "pkcs8" }),
    ).toThrow();
  });

  test("two keys are sealed with two nonces", () => {
    expect(Buffer.from(stored.sealed.subarray(0, 12))).not.toEqual(Buffer.from(other.sealed.subarray(0, 12)));
  });

  test("any bit of the seal changed, or cut short: it verifies and does not sign", () => {
    for (let at = 0; at < stored.sealed.length; at++) {
      const sealed = Uint8Array.from(stored.sealed);
      sealed[at] = (sealed[at] ?? 0) ^ 1;
      expect(openStoredKey({ ...stored, sealed }, secrets).privateKey).toBeUndefined();
      const short = stored.sealed.subarray(0, at);
      expect(openStoredKey({ ...stored, sealed: short }, secrets).privateKey).toBeUndefined();
    }
    expect(openStoredKey(stored, secrets).privateKey).toBeDefined();
  });
});

describe("the configured secret", () => {
  test("without the one that sealed it, a key verifies and does not sign", () => {
    const key = openStoredKey(stored, secretsOf(secretTwo));
    expect(key.privateKey).toBeUndefined();
    expect(key.kid).toBe(stored.kid);
    expect(key.publicKey.equals(openStoredKey(stored, secrets).publicKey)).toBe(true);
  });

  test("one that only borrows the other's id opens nothing", () => {
    const { id } = secretsOf(secretOne).newest;
    const impostor = { newest: secretsOf(secretTwo).newest, find: () => secretsOf(secretTwo).newest };
    expect(stored.keyId).toBe(id);
    expect(openStoredKey(stored, impostor).privateKey).toBeUndefined();
  });

  test("an older one that is still configured opens it", () => {
    expect(openStoredKey(stored, secretsOf(secretTwo, secretOne)).privateKey).toBeDefined();
  });
});

describe("rows that were swapped", () => {
  test("a key with the seal of another does not sign", () => {
    expect(openStoredKey({ ...stored, sealed: other.sealed }, secrets).privateKey).toBeUndefined();
  });

  test("a key with the public half of another is that other one, and does not sign", () => {
    const key = openStoredKey({ ...stored, publicJwk: other.publicJwk }, secrets);
    expect(key.kid).toBe(other.kid);
    expect(key.privateKey).toBeUndefined();
  });

  test("a key is named by what it is, not by what its row says", () => {
    const key = openStoredKey({ ...stored, kid: other.kid }, secrets);
    expect(key.kid).toBe(stored.kid);
    expect(key.jwk.kid).toBe(stored.kid);
    expect(JSON.parse(Buffer.from(key.encodedHeader, "base64url").toString()).kid).toBe(stored.kid);
  });
});

describe("a ring", () => {
  const first = openStoredKey(stored, secrets);
  const second = openStoredKey(other, secrets);

  test("signs with the key whose turn it is of those that can, and verifies with all", () => {
    expect(createKeyRing([first, second]).signerAt(2499)).toBe(first);
    expect(createKeyRing([first, second]).signerAt(2500)).toBe(second);
    expect(createKeyRing([first, openStoredKey(other, secretsOf(secretTwo))]).signerAt(2500)).toBe(first);
    expect(createKeyRing([openStoredKey(stored, secretsOf(secretTwo))]).signerAt(2500)).toBeUndefined();
    expect(createKeyRing([]).signerAt(2500)).toBeUndefined();
    expect(createKeyRing([first, second]).find(other.kid)).toBe(second);
    expect(createKeyRing([first, second]).findByHeader(first.encodedHeader)).toBe(first);
  });

  test("shows public members only", () => {
    const shown = JSON.stringify(createKeyRing([first, second]).jwks);
    expect(JSON.parse(shown)).toEqual({ keys: [JSON.parse(stored.publicJwk), JSON.parse(other.publicJwk)] });
  });

  test.each(["__proto__", "constructor", "toString", ""])("finds no key called %s", (kid) => {
    expect(createKeyRing([first]).find(kid)).toBeUndefined();
    expect(createKeyRing([first]).findByHeader(kid)).toBeUndefined();
  });
});
