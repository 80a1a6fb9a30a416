/**
 * Goal: a mistake in the options is a TypeError at the start that names the option and the fix, and never shows a
 * secret.
 * Method: every option with every kind of wrong value beside otherwise right ones.
 */
import { describe, expect, test } from "vitest";
import { createPawl } from "../../src/server/create-pawl.ts";
import type { PawlOptions } from "../../src/server/options.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { countingStore } from "../support/counting-store.ts";
import { secretOne } from "../support/secrets.ts";
import { create, expectMistake, right } from "./mistakes.ts";

test("five options are needed, and these are right", () => {
  expect(() => create({})).not.toThrow();
});

test.each([undefined, null, "https://app.example", 7])("createPawl(%j) is told what it needs", (options) => {
  const act = () => createPawl(options as unknown as PawlOptions);
  expect(act).toThrow(
    new TypeError("createPawl needs an object with issuer, audience, store, secrets, identity"),
  );
});

test.each(["isuer", "secret", "cookie", "__proto__", "constructor", "SECRETS", "accessTokenLifetimeMs"])(
  "%s is not an option, and the error lists those that are",
  (name) => {
    const options = Object.defineProperty({ ...right }, name, { value: secretOne, enumerable: true });
    const act = () => createPawl(options);
    expect(act).toThrow(TypeError);
    expect(act).toThrow(
      `${name} is not an option; the options are issuer, audience, store, secrets, identity, `,
    );
    expect(act).not.toThrow(secretOne);
  },
);

describe.each([
  ["audience", "give a name for your API, such as its URL"],
  ["clientId", "leave it out for the default, web"],
])("%s", (name, fix) => {
  test.each(["", "x".repeat(256), null, 7, ["https://api.example"], {}])("may not be %j", (value) => {
    expectMistake({ [name]: value }, `${name} must be a string of 1 to 255 characters; ${fix}`);
  });

  test("may have 255 characters", () => {
    expect(() => create({ [name]: "x".repeat(255) })).not.toThrow();
  });
});

test("audience is needed", () => {
  expectMistake({ audience: undefined }, "audience must be a string of 1 to 255 characters");
});

describe("store", () => {
  const store = memoryStore();
  test.each([
    ["nothing", undefined],
    ["null", null],
    ["the factory instead of what it makes", memoryStore],
    ["a file name", "pawl.sqlite"],
    ["one part of a store", store.sessions],
    ["without keys", { ...store, keys: undefined }],
    ["without sessions", { ...store, sessions: undefined }],
    ["without ready", { ...store, ready: undefined }],
    ["a promise of one", Promise.resolve(store)],
  ])("may not be %s", (_, value) => {
    expectMistake(
      { store: value },
      /^store must be a store; try sqliteStore\(\{ filename: "pawl\.sqlite" \}\)/,
    );
  });

  test("may be of parts from different places, and needs no users", () => {
    const { keys, ready } = store;
    expect(() => create({ store: { sessions: memoryStore().sessions, keys, ready } })).not.toThrow();
  });

  test("is not touched before it is needed", () => {
    const counting = countingStore(memoryStore());
    create({ store: counting });
    expect(counting.calls).toEqual([]);
  });
});

describe("secrets", () => {
  test.each([undefined, null, secretOne, { 0: secretOne, length: 1 }])("may not be %j", (secrets) => {
    expectMistake(
      { secrets },
      /^secrets must be a list of strings, newest first; make one with: openssl rand/,
    );
  });

  test("may not be empty", () => {
    expectMistake({ secrets: [] }, /^secrets is empty; give at least one, made with: openssl rand/);
  });

  test.each([
    ["undefined, as from a variable that is not set", undefined, "is not a string"],
    ["short", "t0p-s3cret-but-short", "has 20 bytes and needs at least 32"],
    ["a repetition", "ab".repeat(40), "repeats a few characters"],
  ])("may not hold one that is %s, and it is named by its position", (_, secret, problem) => {
    expectMistake({ secrets: [secretOne, secret] }, `secrets[1] ${problem}`);
    if (secret !== undefined) expect(() => create({ secrets: [secret] })).not.toThrow(secret);
  });
});

test.each([
  ["nothing", undefined],
  ["null", null],
  ["a function", () => null],
  ["a list of users", [{ email: "ada@example.com" }]],
  ["authenticate that is no function", { authenticate: true }],
])("identity may not be %s", (_, identity) => {
  expectMistake(
    { identity },
    "identity must have authenticate(); try passwordIdentity({ users: store.users })",
  );
});

describe("policy", () => {
  test.each([null, 7, "strict", true])("may not be %j", (policy) => {
    expectMistake({ policy }, "policy must be an object, such as { gracePeriodMs: seconds(10) }");
  });

  test("is checked as a policy", () => {
    expectMistake({ policy: { gracePeriod: 1 } }, "policy.gracePeriod is not an option");
    expectMistake({ policy: { gracePeriodMs: -1 } }, "policy.gracePeriodMs must be whole milliseconds");
    expectMistake({ policy: ["x"] }, "policy.0 is not an option");
  });
});

test.each(["onEvent", "clock", "random"])("%s must be a function", (name) => {
  for (const value of [null, 7, "console.log", {}]) {
    expectMistake({ [name]: value }, `${name} must be a function; leave it out for the default`);
  }
});

test.each([
  ["counts fractions", () => 1.5],
  ["counts in Date", () => new Date()],
  ["counts nothing", () => Number.NaN],
  ["gives a promise", () => Promise.resolve(1)],
])("a clock that %s is refused", (_, clock) => {
  expectMistake({ clock }, "clock must give whole milliseconds since the epoch, as Date.now does");
});

test("no error of any option shows a secret that stands beside it", () => {
  const canary = "canary-7f3a9c1e5b8d2f4a6c0e9b7d5f3a1c8e";
  for (const name of [
    ...Object.keys(right),
    "policy",
    "basePath",
    "allowedOrigins",
    "cookieName",
    "clientId",
    "clock",
  ]) {
    for (const value of [canary, [canary], { secret: canary }]) {
      let message = "";
      try {
        createPawl({ ...right, secrets: [canary], [name]: value } as unknown as PawlOptions);
      } catch (error) {
        message = error instanceof Error ? `${error.message} ${JSON.stringify({ ...error })}` : String(error);
      }
      expect(message).not.toContain(canary);
    }
  }
});
