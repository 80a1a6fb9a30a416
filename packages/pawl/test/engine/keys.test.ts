/**
 * Goal: whoever looks after the keys can see, rotate and revoke them, and a revoked key is worth nothing at once (C44).
 * Method: the verbs on one node, and what they come to there, on another one and for a token that was good a moment ago.
 */
import { describe, expect, test } from "vitest";
import { days, minutes, seconds } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { fakeClock } from "../support/clock.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { memoryKeySource, sourceKey } from "../support/key-source.ts";
import { ada } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";

const kidOf = (accessToken: string): string =>
  JSON.parse(Buffer.from(accessToken.split(".")[0] ?? "", "base64url").toString()).kid;
const invalid = { code: "access_token_invalid" };

function twoNodes() {
  const store = memoryStore();
  const clock = fakeClock();
  const one = createTestPawl({ store, clock });
  return { store, clock, one, two: createTestPawl({ store, clock, seed: 2 }) };
}

describe("rotate", () => {
  test("announces a key that signs ten minutes later, and does so once", async () => {
    const { one, two, clock } = twoNodes();
    const now = clock.now;
    const first = kidOf((await one.pawl.create(ada.subject)).accessToken);
    const announced = await one.pawl.keys.rotate();
    expect(announced).toMatchObject({ state: "announced", beganAt: now, endsAt: now + minutes(10) });
    expect(await two.pawl.keys.rotate()).toEqual(announced);
    expect(await one.pawl.keys.list()).toEqual([
      { kid: first, alg: "ES256", state: "signing", beganAt: now, endsAt: now + minutes(10) },
      announced,
    ]);
    clock.advance(minutes(10));
    expect(kidOf((await two.pawl.create(ada.subject)).accessToken)).toBe(announced.kid);
    expect((await one.pawl.keys.list()).map(({ state }) => state)).toEqual(["retired", "signing"]);
  });

  test("with now makes one that signs at once, and former tokens stay good", async () => {
    const { one, two } = twoNodes();
    const { accessToken } = await one.pawl.create(ada.subject);
    await two.pawl.verify(accessToken);
    const key = await one.pawl.keys.rotate({ now: true });
    expect(key.state).toBe("signing");
    const next = await one.pawl.create(ada.subject);
    expect(kidOf(next.accessToken)).toBe(key.kid);
    for (const token of [accessToken, next.accessToken]) {
      expect(await one.pawl.verify(token)).toMatchObject({ sub: ada.subject });
      expect(await two.pawl.verify(token)).toMatchObject({ sub: ada.subject });
    }
  });

  test("with now keeps no other node from naming the session that its tokens log out", async () => {
    const { one, two } = twoNodes();
    await two.pawl.ready();
    await one.pawl.keys.rotate({ now: true });
    const { accessToken, session } = await one.pawl.create(ada.subject);
    expect(await two.pawl.sessionOfAccessToken(accessToken)).toBe(session.sid);
  });

  test("by many at the same moment fails for nobody", async () => {
    const { one, two, store } = twoNodes();
    await one.pawl.ready();
    await Promise.all([one.pawl.keys.rotate({ now: true }), two.pawl.keys.rotate({ now: true })]);
    expect(await store.keys.list()).toHaveLength(3);
  });
});

describe("revoke", () => {
  test("C44: takes the signing key's tokens at once, also one that was verified before, and a new key signs", async () => {
    const { one } = twoNodes();
    const { accessToken, refreshToken } = await one.pawl.create(ada.subject);
    await one.pawl.verify(accessToken);
    expect(await one.pawl.keys.revoke(kidOf(accessToken))).toBe(true);
    expect(await refusalOf(one.pawl.verify(accessToken))).toEqual(invalid);
    expect((await one.pawl.jwks()).keys.map(({ kid }) => kid)).not.toContain(kidOf(accessToken));
    const next = await one.pawl.refresh(refreshToken);
    expect(kidOf(next.accessToken)).not.toBe(kidOf(accessToken));
    expect(await one.pawl.verify(next.accessToken)).toMatchObject({ sub: ada.subject });
    expect(one.events.of("signing_key_revoked")).toMatchObject([{ kid: kidOf(accessToken) }]);
  });

  test("is noticed by every other node within a minute, which says so", async () => {
    const { one, two, clock } = twoNodes();
    const { accessToken } = await one.pawl.create(ada.subject);
    await two.pawl.verify(accessToken);
    await one.pawl.keys.revoke(kidOf(accessToken));
    clock.advance(seconds(60));
    expect(await refusalOf(two.pawl.verify(accessToken))).toEqual(invalid);
    expect(two.events.of("signing_key_revoked")).toMatchObject([{ kid: kidOf(accessToken) }]);
    expect(two.events.of("signing_key_rotated")).toHaveLength(1);
  });

  test("of a retired or an announced key leaves the one that signs", async () => {
    const { one, clock } = twoNodes();
    const retired = kidOf((await one.pawl.create(ada.subject)).accessToken);
    const signing = await one.pawl.keys.rotate({ now: true });
    const announced = await one.pawl.keys.rotate();
    for (const kid of [retired, announced.kid]) expect(await one.pawl.keys.revoke(kid)).toBe(true);
    expect(await one.pawl.keys.list()).toMatchObject([{ kid: signing.kid, state: "signing" }]);
    clock.advance(minutes(20));
    expect(kidOf((await one.pawl.create(ada.subject)).accessToken)).toBe(signing.kid);
  });

  test("of a key that is not there says so, and changes nothing", async () => {
    const { one, store } = twoNodes();
    await one.pawl.ready();
    expect(await one.pawl.keys.revoke("A".repeat(43))).toBe(false);
    expect(await store.keys.list()).toHaveLength(1);
  });

  test("that is interrupted may be done again", async () => {
    const store = faultyStore(memoryStore());
    const { pawl } = createTestPawl({ store });
    const { accessToken } = await pawl.create(ada.subject);
    store.failNext("keys.delete", "before");
    await expect(pawl.keys.revoke(kidOf(accessToken))).rejects.toThrow("before the write");
    expect(await pawl.keys.revoke(kidOf(accessToken))).toBe(true);
    expect(await store.keys.list()).toHaveLength(1);
  });
});

describe("keys that a KMS holds", () => {
  test("sign and verify, and nothing is made or kept in the store", async () => {
    const source = memoryKeySource(sourceKey("ES256", 0));
    const { pawl, store, clock } = createTestPawl({ keys: { source } });
    const { accessToken, refreshToken } = await pawl.create(ada.subject);
    expect(await pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
    const next = sourceKey("RS256", clock.now + minutes(10));
    source.held.push(next);
    clock.advance(minutes(1));
    expect((await pawl.jwks()).keys.map(({ alg }) => alg)).toEqual(["ES256", "RS256"]);
    clock.advance(minutes(9));
    const refreshed = await pawl.refresh(refreshToken);
    expect(kidOf(refreshed.accessToken)).not.toBe(kidOf(accessToken));
    expect(await pawl.verify(refreshed.accessToken)).toMatchObject({ sub: ada.subject });
    clock.advance(days(400));
    await pawl.sweep();
    expect(await store.keys.list()).toEqual([]);
  });

  test("out of reach are no answer, and nobody is logged out; verification goes on", async () => {
    const source = memoryKeySource(sourceKey("Ed25519", 0));
    const { pawl } = createTestPawl({ keys: { source } });
    source.out = true;
    await expect(pawl.create(ada.subject)).rejects.toMatchObject({ name: "StoreError" });
    source.out = false;
    const { accessToken, refreshToken } = await pawl.create(ada.subject);
    source.out = true;
    await expect(pawl.refresh(refreshToken)).rejects.toMatchObject({ name: "StoreError" });
    expect(await pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
    source.out = false;
    expect((await pawl.refresh(refreshToken)).session.generation).toBe(1);
  });

  test("are rotated and revoked where they are kept", async () => {
    const { pawl } = createTestPawl({ keys: { source: memoryKeySource(sourceKey("ES256", 0)) } });
    await expect(pawl.keys.rotate()).rejects.toThrow("keys.rotate: the keys come from a KeySource");
    await expect(pawl.keys.revoke("A".repeat(43))).rejects.toThrow("keys.revoke: the keys come from");
    expect(await pawl.keys.list()).toMatchObject([{ state: "signing" }]);
  });

  test("of which there are none cannot sign", async () => {
    const { pawl } = createTestPawl({ keys: { source: memoryKeySource() } });
    await expect(pawl.create(ada.subject)).rejects.toMatchObject({ name: "StoreError" });
  });
});
