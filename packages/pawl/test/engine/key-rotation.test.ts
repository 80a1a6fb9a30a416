/**
 * Goal: keys come and go by the calendar in every node, without anybody's doing and without a token that is refused: they
 * are announced, sign, retire and are removed; and what a node does not know yet it reads.
 * Method: nodes on one store and one fake clock, looked at around each instant of the schedule.
 */
import { describe, expect, test } from "vitest";
import { days, minutes, seconds } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { fakeClock, startOfTime } from "../support/clock.ts";
import { countingStore } from "../support/counting-store.ts";
import { createTestPawl, type TestPawl } from "../support/create-test-pawl.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { ada } from "../support/people.ts";

const kidOf = (accessToken: string): string =>
  JSON.parse(Buffer.from(accessToken.split(".")[0] ?? "", "base64url").toString()).kid;
const signedBy = async ({ pawl }: TestPawl) => kidOf((await pawl.create(ada.subject)).accessToken);
const shownBy = async ({ pawl }: TestPawl) => (await pawl.jwks()).keys.map(({ kid }) => kid);

function twoNodes() {
  const store = memoryStore();
  const clock = fakeClock();
  return [createTestPawl({ store, clock }), createTestPawl({ store, clock, seed: 2 })] as const;
}

describe("over ninety days", () => {
  test("a key is announced ten minutes before it signs, signs everywhere, and goes when its last token has gone", async () => {
    const [one, two] = twoNodes();
    const { clock, events } = one;
    const first = await signedBy(one);
    clock.advance(days(90) - minutes(10) - 1);
    expect(await shownBy(one)).toEqual([first]);

    clock.advance(1 + minutes(1));
    const [, second = ""] = await shownBy(one);
    expect(events.of("signing_key_created").at(-1)).toMatchObject({ kid: second, alg: "ES256" });
    expect(await shownBy(two)).toEqual([first, second]);
    expect([await signedBy(one), await signedBy(two)]).toEqual([first, first]);

    clock.advance(minutes(10));
    const [last] = [await one.pawl.create(ada.subject)];
    expect([kidOf(last.accessToken), await signedBy(two)]).toEqual([second, second]);
    expect(events.of("signing_key_rotated")).toEqual([
      expect.objectContaining({ kid: second, former: first }),
    ]);
    expect(await two.pawl.verify(last.accessToken)).toMatchObject({ sub: ada.subject });

    clock.advance(minutes(64));
    expect(await shownBy(two)).toEqual([first, second]);
    clock.advance(minutes(4));
    expect(await shownBy(two)).toEqual([second]);
    expect(await one.store.keys.list()).toMatchObject([{ kid: second }]);
    expect([...one.events.of("signing_key_revoked"), ...two.events.of("signing_key_revoked")]).toEqual([]);
  });

  test("one key is made, although both nodes find that it is due", async () => {
    const [one, two] = twoNodes();
    await signedBy(one);
    one.clock.advance(days(90) - minutes(5));
    await Promise.all([shownBy(one), shownBy(two)]);
    expect(await one.store.keys.list()).toHaveLength(2);
    const made = [one, two].flatMap(({ events }) => events.of("signing_key_created"));
    expect(made).toHaveLength(2);
  });

  test("a token lives its time, whichever keys come meanwhile", async () => {
    const [one, two] = twoNodes();
    await signedBy(one);
    one.clock.advance(days(90) - minutes(11));
    const { accessToken } = await one.pawl.create(ada.subject);
    for (let minute = 0; minute < 29; minute++) {
      one.clock.advance(minutes(1));
      expect(await one.pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
      expect(await two.pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
    }
    expect(await signedBy(two)).not.toBe(kidOf(accessToken));
  });
});

describe("another algorithm", () => {
  test("is announced like any other key, and the tokens of the former stay good", async () => {
    const { pawl, store, clock } = createTestPawl();
    const { accessToken } = await pawl.create(ada.subject);
    const other = createTestPawl({ store, clock, seed: 2, keys: { algorithm: "Ed25519" } });
    expect(await signedBy(other)).toBe(kidOf(accessToken));
    expect((await other.pawl.jwks()).keys.map(({ alg }) => alg)).toEqual(["ES256", "Ed25519"]);
    clock.advance(minutes(10));
    const next = await other.pawl.create(ada.subject);
    expect(kidOf(next.accessToken)).not.toBe(kidOf(accessToken));
    expect(await pawl.verify(next.accessToken)).toMatchObject({ sub: ada.subject });
    expect(await other.pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
  });
});

describe("keys that another node has made", () => {
  test("are read again within a minute, and in the background where there is traffic", async () => {
    const counting = countingStore(memoryStore());
    const { pawl, clock } = createTestPawl({ store: counting });
    const { accessToken } = await pawl.create(ada.subject);
    counting.forget();
    clock.advance(seconds(29));
    await pawl.verify(accessToken);
    expect(counting.count("keys.list")).toBe(0);
    clock.advance(seconds(1));
    await Promise.all([pawl.verify(accessToken), pawl.verify(accessToken)]);
    expect(counting.count("keys.list")).toBe(1);
    clock.advance(seconds(60));
    await pawl.jwks();
    expect(counting.count("keys.list")).toBe(2);
  });

  test("are read again when the clock was set back, too", async () => {
    const counting = countingStore(memoryStore());
    const { pawl, clock } = createTestPawl({ store: counting });
    await pawl.ready();
    counting.forget();
    clock.advance(-minutes(2));
    await pawl.jwks();
    expect(counting.count("keys.list")).toBe(1);
  });

  test("with the store out of reach are not missed: it goes on with those it knows, and says so", async () => {
    const store = faultyStore(memoryStore());
    const { pawl, clock, events } = createTestPawl({ store });
    const { accessToken } = await pawl.create(ada.subject);
    const before = await pawl.jwks();
    store.out = true;
    clock.advance(minutes(2));
    expect(await pawl.jwks()).toEqual(before);
    expect(await pawl.verify(accessToken)).toMatchObject({ sub: ada.subject });
    expect(events.of("unavailable")[0]).toMatchObject({ what: "signing keys" });
  });

  test("are there after a sweep, on a server that nobody asks for anything", async () => {
    const { pawl, store, clock } = createTestPawl();
    await pawl.ready();
    clock.advance(days(90));
    await pawl.sweep();
    expect(await store.keys.list()).toHaveLength(2);
  });

  test("that cannot be added now are added later, and nobody's request fails for it", async () => {
    const store = faultyStore(memoryStore());
    const { pawl, clock, events } = createTestPawl({ store });
    await pawl.ready();
    clock.advance(days(90) - minutes(5));
    store.failNext("keys.insert", "before");
    expect((await pawl.jwks()).keys).toHaveLength(1);
    expect(events.of("unavailable")).toMatchObject([{ what: "signing key maintenance" }]);
    clock.advance(minutes(1));
    expect((await pawl.jwks()).keys).toHaveLength(2);
  });
});

test("a node whose clock is two minutes behind signs with the key that is there", async () => {
  const store = memoryStore();
  const ahead = createTestPawl({ store });
  const behind = createTestPawl({ store, clock: fakeClock(startOfTime - minutes(2)), seed: 2 });
  const first = await signedBy(ahead);
  expect(await signedBy(behind)).toBe(first);
  expect(await store.keys.list()).toHaveLength(1);
});
