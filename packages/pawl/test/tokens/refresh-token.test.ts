/**
 * Goal: a refresh token is text that only the server can make, says who it is, and yields its successor with the
 * row's nonce and the server's key alone.
 * Method: round trips of random parts, every byte and every character changed, and the layout read by hand.
 */
import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  deriveSuccessor,
  hashSecret,
  maxGeneration,
  type RefreshTokenParts,
  readRefreshToken,
  refreshTokenLength,
  writeRefreshToken,
} from "../../src/tokens/refresh-token.ts";
import { secretOne, secretsOf, secretThree, secretTwo } from "../support/secrets.ts";

const secrets = secretsOf(secretOne);

const parts: RefreshTokenParts = {
  sid: Buffer.alloc(16, 5).toString("base64url"),
  generation: 7,
  secret: new Uint8Array(32).fill(9),
};
const token = writeRefreshToken(secrets.newest, parts);

const read = (text: string, known = secrets) => {
  const found = readRefreshToken(known, text);
  return found && { ...found, secret: new Uint8Array(found.secret) };
};

const anyParts = fc.record({
  sid: fc
    .uint8Array({ minLength: 16, maxLength: 16 })
    .map((bytes) => Buffer.from(bytes).toString("base64url")),
  generation: fc.integer({ min: 0, max: maxGeneration }),
  secret: fc.uint8Array({ minLength: 32, maxLength: 32 }),
});

describe("the layout", () => {
  test("is version, key id, sid, generation, secret and tag, in 98 characters: fewer than 128", () => {
    const bytes = Buffer.from(token, "base64url");
    expect(token).toMatch(/^[\w-]{98}$/);
    expect(refreshTokenLength).toBe(98);
    expect(bytes[0]).toBe(1);
    expect(bytes.subarray(1, 5)).toEqual(Buffer.from(secrets.newest.idBytes));
    expect(bytes.subarray(5, 21)).toEqual(Buffer.alloc(16, 5));
    expect(bytes.readUInt32BE(21)).toBe(7);
    expect(bytes.subarray(25, 57)).toEqual(Buffer.alloc(32, 9));
  });

  test("ends in a tag over everything before it", () => {
    const bytes = Buffer.from(token, "base64url");
    const tag = createHmac("sha256", secrets.newest.tagKey).update(bytes.subarray(0, 57)).digest();
    expect(bytes.subarray(57)).toEqual(tag.subarray(0, 16));
  });

  test("is the same for the same parts and keys", () => {
    expect(writeRefreshToken(secrets.newest, parts)).toBe(token);
  });
});

describe("reading", () => {
  test("gives back any parts that were written", () => {
    fc.assert(
      fc.property(anyParts, (any) => {
        expect(read(writeRefreshToken(secrets.newest, any))).toEqual(any);
      }),
    );
  });

  test("refuses a token with any byte changed, to any value", () => {
    const bytes = Buffer.from(token, "base64url");
    for (let at = 0; at < bytes.length; at++) {
      for (let difference = 1; difference < 256; difference++) {
        const forged = Buffer.from(bytes);
        forged[at] = (forged[at] ?? 0) ^ difference;
        if (read(forged.toString("base64url")) !== undefined) expect.fail(`byte ${at} ^ ${difference}`);
      }
    }
    expect(read(token)).toEqual(parts);
  });

  test("refuses a token with any character changed, also to one of another alphabet", () => {
    for (let at = 0; at < token.length; at++) {
      for (const other of "AZaz09-_+/=. \n\0é") {
        if (token[at] === other) continue;
        expect(read(token.slice(0, at) + other + token.slice(at + 1))).toBeUndefined();
      }
    }
  });

  test.each([
    ["nothing", ""],
    ["one character less", token.slice(0, -1)],
    ["one character more", `${token}A`],
    ["two in one", token + token],
    ["padding", `${token}==`],
    ["white space before", ` ${token}`],
    ["a line break after", `${token}\n`],
    ["a quoted token", `"${token}"`],
    ["98 letters", "A".repeat(98)],
    ["a JWT", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"],
    ["a megabyte", "A".repeat(1_000_000)],
  ])("refuses %s", (_, text) => {
    expect(read(text)).toBeUndefined();
  });

  test.each([
    ["nothing at all", undefined],
    ["null", null],
    ["a number", 98],
    ["an object of the right length", { length: refreshTokenLength }],
    ["a list of characters", [...token]],
    ["a list with the token", [token]],
  ])("refuses %s, as a caller without types may bring it", (_, value) => {
    expect(read(value as unknown as string)).toBeUndefined();
  });

  test("refuses text at random of the right length", () => {
    const text = fc.string({
      unit: fc.constantFrom(..."ABCDefgh0189-_"),
      minLength: refreshTokenLength,
      maxLength: refreshTokenLength,
    });
    fc.assert(
      fc.property(text, (any) => {
        expect(read(any)).toBeUndefined();
      }),
    );
  });

  test("refuses a token whose tag was made with another secret, whatever key it names", () => {
    const forged = writeRefreshToken({ ...secretsOf(secretTwo).newest, ...idOf(secretOne) }, parts);
    expect(read(forged)).toBeUndefined();
  });

  test("refuses a later version, although its tag is right", () => {
    const bytes = Buffer.from(token, "base64url");
    bytes[0] = 2;
    const tag = createHmac("sha256", secrets.newest.tagKey).update(bytes.subarray(0, 57)).digest();
    bytes.set(tag.subarray(0, 16), 57);
    expect(read(bytes.toString("base64url"))).toBeUndefined();
  });
});

/** The name of one secret, to be put on another. */
function idOf(secret: string) {
  const { id, idBytes } = secretsOf(secret).newest;
  return { id, idBytes };
}

describe("rotated secrets", () => {
  test("a token of an older secret is read while that secret is configured", () => {
    expect(read(token, secretsOf(secretTwo, secretOne))).toEqual(parts);
    expect(read(token, secretsOf(secretThree, secretTwo, secretOne))).toEqual(parts);
  });

  test("and is unknown when it is not any more", () => {
    expect(read(token, secretsOf(secretTwo))).toBeUndefined();
  });
});

describe("the successor", () => {
  const nonce = new Uint8Array(16).fill(3);
  const successor = deriveSuccessor(secrets.newest, parts, 8, nonce);

  test("is an HMAC over sid, generation, nonce and secret", () => {
    const expected = createHmac("sha256", secrets.newest.deriveKey)
      .update(Buffer.alloc(16, 5))
      .update(Buffer.from([0, 0, 0, 8]))
      .update(nonce)
      .update(parts.secret)
      .digest();
    expect(successor).toEqual(expected);
    expect(deriveSuccessor(secrets.newest, parts, 8, nonce)).toEqual(successor);
  });

  test.each([
    ["another nonce", () => deriveSuccessor(secrets.newest, parts, 8, new Uint8Array(16).fill(4))],
    ["another generation", () => deriveSuccessor(secrets.newest, parts, 9, nonce)],
    ["another server", () => deriveSuccessor(secretsOf(secretTwo).newest, parts, 8, nonce)],
    ["another session", () => deriveSuccessor(secrets.newest, { ...parts, sid: "A".repeat(22) }, 8, nonce)],
    [
      "another token",
      () => deriveSuccessor(secrets.newest, { ...parts, secret: new Uint8Array(32) }, 8, nonce),
    ],
  ])("is another with %s", (_, derive) => {
    expect(derive()).not.toEqual(successor);
  });

  test("does not depend on the generation that the presented token claims, only on its own", () => {
    expect(deriveSuccessor(secrets.newest, { ...parts, generation: 1 }, 8, nonce)).toEqual(successor);
  });
});

test("the store's digest of a secret is SHA-256", () => {
  expect(hashSecret(parts.secret)).toEqual(createHash("sha256").update(parts.secret).digest());
});
