/**
 * Goal: passwords are hashed whole with argon2id as ASVS asks (C86, C88), and a stored text that is no such hash, or
 * asks for absurd work, matches nothing.
 * Method: hashes are read as PHC strings; stored texts are broken in each of their fields.
 */
import { type Options, hash as rawHash } from "@node-rs/argon2";
import { describe, expect, test } from "vitest";
import { createPasswordHashing } from "../../src/identity/password-hash.ts";

const hashing = createPasswordHashing((work) => work());
const password = "correct horse battery staple";

/** argon2id of the password with other parameters. */
const hashedWith = (parameters: Options) => rawHash(password, { algorithm: 2, outputLen: 32, ...parameters });

test("a hash is argon2id with 19 MiB, two passes, one lane, and 16 bytes of salt of its own", async () => {
  const [one, two] = [await hashing.hash(password), await hashing.hash(password)];
  for (const stored of [one, two]) {
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await hashing.verify(stored, password)).toBe(true);
    expect(hashing.isOutdated(stored)).toBe(false);
  }
  expect(one).not.toBe(two);
});

test("every character counts: case, spaces, the 73rd byte, the last of 1024, composition", async () => {
  const long = "x".repeat(1023);
  for (const [right, wrong] of [
    [password, password.toUpperCase()],
    [password, `${password} `],
    [` ${password}`, password],
    [`${"x".repeat(72)}a`, `${"x".repeat(72)}b`],
    [`${long}a`, `${long}b`],
    [`${password}\0a`, `${password}\0b`],
    ["zo\u00eb zo\u00eb zo\u00eb zo\u00eb", "zoe\u0308 zoe\u0308 zoe\u0308 zoe\u0308"],
  ] as const) {
    const stored = await hashing.hash(right);
    expect(await hashing.verify(stored, right)).toBe(true);
    expect(await hashing.verify(stored, wrong)).toBe(false);
  }
});

describe("a stored text that is no acceptable hash matches nothing, and is renewed at the next login", () => {
  const salt = "AAAAAAAAAAAAAAAAAAAAAA";
  const digest = "A".repeat(43);
  test.each([
    ["nothing", ""],
    ["the password itself", password],
    ["a star", "*"],
    ["bcrypt", "$2b$12$abcdefghijklmnopqrstuuJt1ZlTUo3Qb5o5l5r5l5r5l5r5l5r5l"],
    ["argon2i", `$argon2i$v=19$m=19456,t=2,p=1$${salt}$${digest}`],
    ["argon2d", `$argon2d$v=19$m=19456,t=2,p=1$${salt}$${digest}`],
    ["an old version", `$argon2id$v=16$m=19456,t=2,p=1$${salt}$${digest}`],
    ["no version", `$argon2id$m=19456,t=2,p=1$${salt}$${digest}`],
    ["4 GiB", `$argon2id$v=19$m=4194304,t=2,p=1$${salt}$${digest}`],
    ["256 MiB and one more", `$argon2id$v=19$m=262145,t=2,p=1$${salt}$${digest}`],
    ["no memory", `$argon2id$v=19$m=0,t=2,p=1$${salt}$${digest}`],
    ["less memory than argon2 can do with", `$argon2id$v=19$m=7,t=2,p=1$${salt}$${digest}`],
    ["eleven passes", `$argon2id$v=19$m=19456,t=11,p=1$${salt}$${digest}`],
    ["no pass", `$argon2id$v=19$m=19456,t=0,p=1$${salt}$${digest}`],
    ["five lanes", `$argon2id$v=19$m=19456,t=2,p=5$${salt}$${digest}`],
    ["a parameter more", `$argon2id$v=19$m=19456,t=2,p=1,x=1$${salt}$${digest}`],
    ["another order", `$argon2id$v=19$t=2,m=19456,p=1$${salt}$${digest}`],
    ["a negative number", `$argon2id$v=19$m=-19456,t=2,p=1$${salt}$${digest}`],
    ["no salt", `$argon2id$v=19$m=19456,t=2,p=1$$${digest}`],
    ["no digest", `$argon2id$v=19$m=19456,t=2,p=1$${salt}$`],
    ["a short digest", `$argon2id$v=19$m=19456,t=2,p=1$${salt}$AAAA`],
    ["base64 of an impossible length", `$argon2id$v=19$m=19456,t=2,p=1$${"A".repeat(13)}$${digest}`],
    ["base64 with stray bits", `$argon2id$v=19$m=19456,t=2,p=1$${salt.slice(0, -1)}B$${digest}`],
    ["a line more", `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${digest}\n`],
  ])("%s", async (_, stored) => {
    expect(await hashing.verify(stored, password)).toBe(false);
  });
});

describe("outdated", () => {
  test.each([
    ["less memory", { memoryCost: 12_288, timeCost: 3, parallelism: 1 }],
    ["one pass less", { memoryCost: 19_456, timeCost: 1, parallelism: 1 }],
  ])("is a hash with %s, and it still matches", async (_, parameters) => {
    const stored = await hashedWith(parameters);
    expect(hashing.isOutdated(stored)).toBe(true);
    expect(await hashing.verify(stored, password)).toBe(true);
  });

  test.each([
    ["more memory", { memoryCost: 65_536, timeCost: 2, parallelism: 1 }],
    ["more memory in one pass", { memoryCost: 47_104, timeCost: 1, parallelism: 1 }],
    ["more passes", { memoryCost: 19_456, timeCost: 3, parallelism: 1 }],
    ["more lanes", { memoryCost: 19_456, timeCost: 2, parallelism: 2 }],
  ])("is not one with %s: it is never made weaker", async (_, parameters) => {
    const stored = await hashedWith(parameters);
    expect(hashing.isOutdated(stored)).toBe(false);
    expect(await hashing.verify(stored, password)).toBe(true);
  });

  test("is not one with 256 MiB, the most that is accepted, and is one beyond", () => {
    const of = (memory: number) => `$argon2id$v=19$m=${memory},t=1,p=1$${"A".repeat(22)}$${"A".repeat(43)}`;
    expect(hashing.isOutdated(of(262_144))).toBe(false);
    expect(hashing.isOutdated(of(262_145))).toBe(true);
  });

  test("is anything that is no hash", () => {
    for (const stored of ["", "*", "plain text"]) expect(hashing.isOutdated(stored)).toBe(true);
  });
});
