/**
 * Goal: nodes that share a store sign with the same key, whenever they start, and a broken key store is no answer.
 * Method: engines that start at the same moment, with their reads and inserts in every order, on one store.
 */
import { createLocalJWKSet, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { sqliteStore } from "../../src/stores/sqlite/index.ts";
import type { Store } from "../../src/stores/store.ts";
import type { KeyStore } from "../../src/tokens/key-store.ts";
import { aroundStore } from "../support/around-store.ts";
import { fakeClock, startOfTime } from "../support/clock.ts";
import { countingStore } from "../support/counting-store.ts";
import { createTestPawl, testAudience, testIssuer } from "../support/create-test-pawl.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { ada } from "../support/people.ts";
import { secretOne, secretTwo } from "../support/secrets.ts";

const kidOf = (accessToken: string): string =>
  JSON.parse(Buffer.from(accessToken.split(".")[0] ?? "", "base64url").toString()).kid;

test("the first key is made once, however many ask at once", async () => {
  const counting = countingStore(memoryStore());
  const { pawl, events } = createTestPawl({ store: counting });
  await Promise.all([pawl.ready(), pawl.ready(), pawl.create(ada.subject), pawl.jwks()]);
  expect(counting.count("keys.insert")).toBe(1);
  expect(events.of("signing_key_created")).toHaveLength(1);
  expect((await pawl.jwks()).keys).toMatchObject([{ kid: events.of("signing_key_created")[0]?.kid }]);
});

test("nothing is made before it is needed", () => {
  const counting = countingStore(memoryStore());
  createTestPawl({ store: counting });
  expect(counting.calls).toEqual([]);
});

test("a restarted process signs with the key that is there", async () => {
  const store = memoryStore();
  const before = createTestPawl({ store });
  const after = createTestPawl({ store, clock: before.clock, seed: 2 });
  const one = await before.pawl.create(ada.subject);
  const two = await after.pawl.create(ada.subject);
  expect(kidOf(two.accessToken)).toBe(kidOf(one.accessToken));
  expect(after.events.of("signing_key_created")).toEqual([]);
});

test("jose verifies what the engine issues, with the engine's JWKS", async () => {
  const { pawl, clock } = createTestPawl();
  const { accessToken, session } = await pawl.create(ada.subject, { claims: { roles: ["admin"] } });
  const { keys } = await pawl.jwks();
  const { payload } = await jwtVerify(
    accessToken,
    createLocalJWKSet({ keys: keys.map((jwk) => ({ ...jwk })) }),
    {
      issuer: testIssuer,
      audience: testAudience,
      typ: "at+jwt",
      currentDate: new Date(clock.now),
    },
  );
  expect(payload).toMatchObject({ sub: ada.subject, sid: session.sid, roles: ["admin"] });
});

describe.each([
  ["memory", () => memoryStore()],
  ["sqlite", () => sqliteStore({ filename: ":memory:" })],
])("two nodes that start at the same moment on %s", (_, openStore: () => Store) => {
  // The second node's clock is behind: its key looks older, although it was inserted later.
  const clocks = () => [fakeClock(startOfTime), fakeClock(startOfTime - 500)] as const;

  test("agree on one key when both looked before either inserted", async () => {
    const store = openStore();
    const [clockOne, clockTwo] = clocks();
    let lists = 0;
    let release: (value?: unknown) => void = () => undefined;
    const bothLooked = new Promise((resolve) => {
      release = resolve;
    });
    const meeting = aroundStore(store, async ({ verb }, run) => {
      const result = await run();
      if (verb === "keys.list" && ++lists <= 2) {
        if (lists === 2) release();
        await bothLooked;
      }
      return result;
    });
    const one = createTestPawl({ store: meeting, clock: clockOne });
    const two = createTestPawl({ store: meeting, clock: clockTwo, seed: 2 });
    const [first, second] = await Promise.all([one.pawl.create(ada.subject), two.pawl.create(ada.subject)]);
    expect(await store.keys.list()).toHaveLength(1);
    expect(kidOf(second.accessToken)).toBe(kidOf(first.accessToken));
    for (const { pawl } of [one, two]) {
      expect(await pawl.verify(first.accessToken)).toMatchObject({ sub: ada.subject });
      expect(await pawl.verify(second.accessToken)).toMatchObject({ sub: ada.subject });
    }
  });

  test("agree on one key when one had finished before the other inserted", async () => {
    const store = openStore();
    const [clockOne, clockTwo] = clocks();
    const one = createTestPawl({ store, clock: clockOne });
    const late = aroundStore(store, async ({ verb }, run) => {
      if (verb === "keys.insert") await one.pawl.ready();
      return run();
    });
    const two = createTestPawl({ store: late, clock: clockTwo, seed: 2 });
    const second = await two.pawl.create(ada.subject);
    const first = await one.pawl.create(ada.subject);
    expect(await store.keys.list()).toHaveLength(1);
    expect(kidOf(second.accessToken)).toBe(kidOf(first.accessToken));
    expect(await one.pawl.verify(second.accessToken)).toMatchObject({ sub: ada.subject });
  });
});

describe("a key store that fails", () => {
  test("is no answer, and is asked again", async () => {
    const faulty = faultyStore(memoryStore());
    const { pawl } = createTestPawl({ store: faulty });
    faulty.failNext("keys.list", "before");
    await expect(pawl.create(ada.subject)).rejects.toThrow(StoreError);
    faulty.failNext("keys.insert", "after");
    await expect(pawl.create(ada.subject)).rejects.toThrow(StoreError);
    await pawl.create(ada.subject);
    // The insert whose outcome was unknown had happened: its key is the one.
    expect((await pawl.jwks()).keys).toHaveLength(1);
  });

  test("leaves no session behind that nobody got a token for", async () => {
    const faulty = faultyStore(memoryStore());
    const { pawl, store } = createTestPawl({ store: faulty });
    faulty.failNext("keys.list", "before");
    await expect(pawl.create(ada.subject)).rejects.toThrow(StoreError);
    expect(await store.sessions.list(ada.subject)).toEqual([]);
  });

  test.each([
    ["no JSON", "{"],
    ["no key", "{}"],
    ["a point that is not on the curve", '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}'],
  ])("because a row in it is %s is no answer, rather than a refusal", async (_, publicJwk) => {
    const store = memoryStore();
    const { pawl } = createTestPawl({ store });
    await pawl.ready();
    const broken: KeyStore = {
      ...store.keys,
      list: async () => (await store.keys.list()).map((key) => ({ ...key, publicJwk })),
    };
    const { pawl: other } = createTestPawl({ store: { ...store, keys: broken } });
    await expect(other.create(ada.subject)).rejects.toThrow(StoreError);
    await expect(other.verify("a.b.c")).rejects.toThrow(StoreError);
  });

  test("that loses what was written is no answer", async () => {
    const store = memoryStore();
    const forgetful: KeyStore = {
      ...store.keys,
      insert: () => Promise.resolve(true),
      list: () => Promise.resolve([]),
    };
    const { pawl } = createTestPawl({ store: { ...store, keys: forgetful } });
    await expect(pawl.ready()).rejects.toThrow(StoreError);
  });
});

describe("secrets that are rotated", () => {
  test("with the old one kept, the old key signs on", async () => {
    const store = memoryStore();
    const before = createTestPawl({ store });
    const { accessToken } = await before.pawl.create(ada.subject);
    const after = createTestPawl({ store, clock: before.clock, seed: 2, secrets: [secretTwo, secretOne] });
    expect(kidOf((await after.pawl.create(ada.subject)).accessToken)).toBe(kidOf(accessToken));
    expect(await after.pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
  });

  test("with the old one gone, a new key signs and the old one still verifies", async () => {
    const store = memoryStore();
    const before = createTestPawl({ store });
    const { accessToken } = await before.pawl.create(ada.subject);
    const after = createTestPawl({ store, clock: before.clock, seed: 2, secrets: [secretTwo] });
    const next = await after.pawl.create(ada.subject);
    expect(kidOf(next.accessToken)).not.toBe(kidOf(accessToken));
    expect(await after.pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
    expect(await after.pawl.verify(next.accessToken)).toMatchObject({ sub: ada.subject });
    // A node that has not restarted yet meets the new key, and reads it.
    expect(await before.pawl.verify(next.accessToken)).toMatchObject({ sub: ada.subject });
    expect((await after.pawl.jwks()).keys).toHaveLength(2);
  });
});
