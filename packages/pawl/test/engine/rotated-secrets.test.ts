/**
 * Goal: secrets can be rotated under live sessions: nobody is logged out, and retries get what was promised.
 * Method: one store, and engines that know different lists of secrets, as nodes do during a deployment.
 */
import { expect, test } from "vitest";
import { days, hours, minutes, seconds } from "../../src/session/policy.ts";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { fakeClock } from "../support/clock.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { ada } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";
import { secretOne, secretsOf, secretTwo } from "../support/secrets.ts";

function nodes() {
  const store = memoryStore();
  const clock = fakeClock();
  let seed = 0;
  const node = (...secrets: string[]) => createTestPawl({ store, clock, seed: ++seed, secrets }).pawl;
  return { store, clock, old: node(secretOne), both: node(secretTwo, secretOne), only: node(secretTwo) };
}

const kidOf = (accessToken: string): string =>
  JSON.parse(Buffer.from(accessToken.split(".")[0] ?? "", "base64url").toString()).kid;
const keyIdOf = (token: string) => Buffer.from(token, "base64url").subarray(1, 5).toString("base64url");

test("a token of the old secret is exchanged for one of the newest", async () => {
  const { old, both, only, clock } = nodes();
  const first = await old.create(ada.subject);
  const second = await both.refresh(first.refreshToken);
  expect(keyIdOf(first.refreshToken)).toBe(secretsOf(secretOne).newest.id);
  expect(keyIdOf(second.refreshToken)).toBe(secretsOf(secretTwo).newest.id);
  clock.advance(hours(1));
  expect((await only.refresh(second.refreshToken)).rotation).toBe("rotated");
});

test("a retry after the secrets were rotated gets the successor that was made before", async () => {
  const { old, both } = nodes();
  const first = await old.create(ada.subject);
  const second = await old.refresh(first.refreshToken);
  const replay = await both.refresh(first.refreshToken);
  expect(replay).toMatchObject({ rotation: "replayed", refreshToken: second.refreshToken });
  expect((await both.refresh(second.refreshToken)).rotation).toBe("unchanged");
});

test("a recovery after the secrets were rotated is made with the newest, and replayed as such", async () => {
  const { old, both, clock } = nodes();
  const first = await old.create(ada.subject);
  await old.refresh(first.refreshToken);
  clock.advance(hours(1));
  const recovered = await both.refresh(first.refreshToken);
  expect(recovered.rotation).toBe("recovered");
  expect(keyIdOf(recovered.refreshToken)).toBe(secretsOf(secretTwo).newest.id);
  expect(await both.refresh(first.refreshToken)).toMatchObject({
    rotation: "replayed",
    refreshToken: recovered.refreshToken,
  });
});

test("a node that does not know the newest secret yet gives no answer to a retry, and revokes nothing", async () => {
  const { old, both, store } = nodes();
  const first = await old.create(ada.subject);
  const second = await both.refresh(first.refreshToken);
  await expect(old.refresh(first.refreshToken)).rejects.toThrow(StoreError);
  // To it, the newest token is one that nobody made.
  expect(await refusalOf(old.refresh(second.refreshToken))).toEqual({ code: "refresh_token_unknown" });
  expect((await store.sessions.find(first.session.sid))?.ended).toBeNull();
  expect((await both.refresh(first.refreshToken)).refreshToken).toBe(second.refreshToken);
});

test("a token of a secret that is gone is unknown, and its session is left to expire", async () => {
  const { old, only, store } = nodes();
  const first = await old.create(ada.subject);
  expect(await refusalOf(only.refresh(first.refreshToken))).toEqual({ code: "refresh_token_unknown" });
  expect((await store.sessions.find(first.session.sid))?.ended).toBeNull();
});

test("reuse is seen across secrets", async () => {
  const { old, both, clock } = nodes();
  const first = await old.create(ada.subject);
  const second = await both.refresh(first.refreshToken);
  await both.verify(second.accessToken);
  clock.advance(seconds(10));
  expect(await refusalOf(both.refresh(first.refreshToken))).toMatchObject({ code: "refresh_token_reused" });
  expect(await refusalOf(old.refresh(first.refreshToken))).toMatchObject({ code: "refresh_token_reused" });
});

test("the signing key is sealed anew by the first node that knows both secrets, and survives the old one", async () => {
  const { store, clock, old, both, only } = nodes();
  const { accessToken } = await old.create(ada.subject);
  const [before] = await store.keys.list();
  await both.ready();
  const [after] = await store.keys.list();
  expect([before?.keyId, after?.keyId]).toEqual(
    [secretOne, secretTwo].map((secret) => secretsOf(secret).newest.id),
  );
  expect({ ...after, keyId: "", sealed: "" }).toEqual({ ...before, keyId: "", sealed: "" });
  await only.ready();
  expect(await only.verify(accessToken)).toMatchObject({ sub: ada.subject });
  expect(kidOf((await only.create(ada.subject)).accessToken)).toBe(before?.kid);
  clock.advance(minutes(1));
  await both.ready();
  expect(await store.keys.list()).toEqual([after]);
});

test("a store that cannot seal a key anew now does so later, and nobody's request fails for it", async () => {
  const store = faultyStore(memoryStore());
  const { pawl: old, clock } = createTestPawl({ store });
  await old.ready();
  const { pawl: both } = createTestPawl({ store, clock, seed: 2, secrets: [secretTwo, secretOne] });
  store.failNext("keys.reseal", "after");
  await both.create(ada.subject);
  clock.advance(minutes(1));
  await both.create(ada.subject);
  expect((await store.keys.list())[0]?.keyId).toBe(secretsOf(secretTwo).newest.id);
});

test("all the way: taken in first, then in use, then alone; every session that is used lives on", async () => {
  const { store, clock, old, both, only } = nodes();
  const taken = createTestPawl({ store, clock, seed: 9, secrets: [secretOne, secretTwo] }).pawl;
  const sessions = [await old.create(ada.subject), await old.create(ada.subject)];
  let tokens = sessions.map(({ refreshToken }) => refreshToken);
  // While servers are replaced one by one, requests meet those before and those after.
  for (const [before, after] of [
    [old, taken],
    [taken, both],
  ] as const) {
    for (const node of [before, after, before, after, after]) {
      clock.advance(minutes(31));
      const issued = [];
      for (const token of tokens) issued.push(await node.refresh(token));
      tokens = issued.map(({ refreshToken }) => refreshToken);
      for (const { accessToken } of issued) {
        for (const other of [before, after]) await other.verify(accessToken);
      }
    }
  }
  clock.advance(minutes(31));
  for (const token of tokens) expect((await only.refresh(token)).rotation).toBe("rotated");
});

test("whoever comes back with the old secret's token, of a rotation whose answer was lost, needs the recovery period too", async () => {
  const { clock, old, both, only } = nodes();
  const first = await old.create(ada.subject);
  clock.advance(days(6));
  await both.refresh(first.refreshToken);
  clock.advance(days(6));
  expect(await refusalOf(only.refresh(first.refreshToken))).toEqual({ code: "refresh_token_unknown" });
  expect((await both.refresh(first.refreshToken)).rotation).toBe("recovered");
});
