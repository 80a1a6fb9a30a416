/**
 * Goal: an ordinary refresh is one round trip to the store, every other one two at most, and a forged token none.
 * Method: a store that counts its calls, behind each row of the decision table.
 */
import { expect, test } from "vitest";
import { days, hours, seconds } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { countingStore } from "../support/counting-store.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { type LoggedIn, loggedIn } from "../support/logged-in.ts";

type Case = [name: string, prepare: (session: LoggedIn) => Promise<string>, verbs: readonly string[]];

/** A token that is current, and settled. */
async function settled({ first, refresh, clock }: LoggedIn): Promise<string> {
  const { refreshToken } = await refresh(first.refreshToken);
  clock.advance(seconds(20));
  return refreshToken;
}

const cases: readonly Case[] = [
  ["the first rotation", async ({ first }) => first.refreshToken, ["sessions.rotate"]],
  ["every later rotation", settled, ["sessions.rotate"]],
  [
    "an unchanged token",
    async ({ first, refresh }) => (await refresh(first.refreshToken)).refreshToken,
    ["sessions.rotate"],
  ],
  [
    "a replay",
    async ({ first, refresh }) => {
      await refresh(first.refreshToken);
      return first.refreshToken;
    },
    ["sessions.rotate"],
  ],
  [
    "a recovery",
    async (session) => {
      await settled(session);
      return session.first.refreshToken;
    },
    ["sessions.rotate", "sessions.rotate"],
  ],
  [
    "a soft refusal",
    async (session) => {
      await session.refresh(await settled(session));
      return session.first.refreshToken;
    },
    ["sessions.rotate"],
  ],
  [
    "reuse",
    async (session) => {
      await session.refresh(await settled(session));
      session.clock.advance(hours(1));
      return session.first.refreshToken;
    },
    ["sessions.rotate", "sessions.revoke"],
  ],
  [
    "an end by time",
    async ({ first, clock }) => {
      clock.advance(days(7));
      return first.refreshToken;
    },
    ["sessions.rotate", "sessions.revoke"],
  ],
  [
    "an end before",
    async ({ pawl, first, sid }) => {
      await pawl.revoke(sid);
      return first.refreshToken;
    },
    ["sessions.rotate"],
  ],
  [
    "a session that is not there",
    async () => (await loggedIn({ seed: 2 })).first.refreshToken,
    ["sessions.rotate"],
  ],
  ["a forged token", async ({ first }) => `${first.refreshToken.slice(0, -1)}_`, []],
];

test.each(cases)("%s asks the store for no more than it needs", async (_, prepare, verbs) => {
  const store = countingStore(memoryStore());
  const session = await loggedIn({ store });
  const token = await prepare(session);
  store.forget();
  await session.refresh(token).catch(() => undefined);
  expect(store.calls.map(({ verb }) => verb)).toEqual(verbs);
});

test.each([
  ["adopted", true, ["sessions.rotate", "sessions.rotate"]],
  ["refused", false, ["sessions.rotate"]],
] as const)("a token from the future that is %s does, too", async (_, adoptAfterFailover, verbs) => {
  const { first, refresh, row, clock } = await loggedIn();
  const backup = await row();
  const { refreshToken } = await refresh(first.refreshToken);
  const store = countingStore(memoryStore());
  await store.sessions.insert(backup);
  const { pawl } = createTestPawl({ store, clock, seed: 2, policy: { adoptAfterFailover } });
  await pawl.create("usr_ada");
  store.forget();
  await pawl.refresh(refreshToken).catch(() => undefined);
  expect(store.calls.map(({ verb }) => verb)).toEqual(verbs);
});
