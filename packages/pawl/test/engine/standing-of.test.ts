/**
 * Goal: whose a refresh token is can be seen without exchanging it, by the same rules as a refresh has, and nothing comes
 * of looking.
 * Method: at each age of each kind of token, a look and then a refresh, which must agree; on a store that counts its calls.
 */
import { describe, expect, test } from "vitest";
import { SessionError } from "../../src/protocol/errors.ts";
import { days, hours, seconds } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { countingStore } from "../support/counting-store.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { type LoggedIn, loggedIn } from "../support/logged-in.ts";
import { secretTwo } from "../support/secrets.ts";

const grace = seconds(10);
const recovery = hours(24);
const policy = { gracePeriodMs: grace, recoveryPeriodMs: recovery };

/** Three generations of one session; the last rotation was just now. */
async function threeTokens(options: Parameters<typeof loggedIn>[0] = {}) {
  const session = await loggedIn({ policy, ...options });
  const { first, refresh, clock } = session;
  const second = await refresh(first.refreshToken);
  clock.advance(2 * grace);
  const third = await refresh(second.refreshToken);
  const tokens = {
    current: third.refreshToken,
    previous: second.refreshToken,
    older: first.refreshToken,
  };
  return { ...session, tokens };
}

/** What a refresh comes to, in the words of a standing. */
async function refreshStanding({ refresh }: LoggedIn, token: string): Promise<"live" | "ended" | "unknown"> {
  try {
    await refresh(token);
    return "live";
  } catch (thrown) {
    if (!(thrown instanceof SessionError)) throw thrown;
    if (thrown.code === "session_expired" || thrown.code === "session_revoked") return "ended";
    return (thrown.retryAfterMs ?? 0) > 0 ? "live" : "unknown";
  }
}

describe("a look agrees with a refresh", () => {
  const ages = [0, grace - 1, grace, 2 * grace - 1, 2 * grace, recovery - 1, recovery, days(7) - 1, days(7)];
  const cases = (["current", "previous", "older"] as const).flatMap((which) =>
    [false, true].flatMap((received) => ages.map((age) => ({ which, received, age }))),
  );

  test.each(cases)("$which token, received: $received, $age ms after the rotation", async (given) => {
    const session = await threeTokens();
    const { pawl, store, clock, sid, tokens, row, events } = session;
    if (given.received) await store.sessions.receive(sid, 2);
    clock.advance(given.age);
    const before = await row();
    const told = events.all.length;
    const token = tokens[given.which];
    const { kind } = await pawl.standingOf(token);
    expect(await row()).toEqual(before);
    expect(events.all).toHaveLength(told);
    expect(kind).toBe(await refreshStanding(session, token));
  });
});

test("the current token is live until the end, the one before it while its successor may be on its way", async () => {
  const { pawl, clock, tokens, store, sid } = await threeTokens();
  const kinds = async () => [
    (await pawl.standingOf(tokens.current)).kind,
    (await pawl.standingOf(tokens.previous)).kind,
    (await pawl.standingOf(tokens.older)).kind,
  ];
  expect(await kinds()).toEqual(["live", "live", "unknown"]);
  clock.advance(hours(1));
  // Nobody is known to have received the current one.
  expect(await kinds()).toEqual(["live", "live", "unknown"]);
  await store.sessions.receive(sid, 2);
  expect(await kinds()).toEqual(["live", "unknown", "unknown"]);
  clock.advance(days(7));
  expect(await kinds()).toEqual(["ended", "ended", "ended"]);
});

test("looking at a stolen, superseded token a thousand times revokes nothing", async () => {
  const { pawl, clock, tokens, store, sid, row } = await threeTokens();
  await store.sessions.receive(sid, 2);
  clock.advance(hours(1));
  for (let i = 0; i < 1000; i++) expect((await pawl.standingOf(tokens.older)).kind).toBe("unknown");
  expect(await row()).toMatchObject({ ended: null, generation: 2 });
});

test("a live standing gives the facts of the session, and no digest, nonce or key id", async () => {
  const { pawl, first, sid } = await loggedIn();
  expect(await pawl.standingOf(first.refreshToken)).toEqual({ kind: "live", session: await pawl.find(sid) });
});

test("an ended session is told with its reason, by any of its tokens", async () => {
  const { pawl, sid, tokens } = await threeTokens();
  await pawl.revoke(sid, "password_changed");
  for (const token of Object.values(tokens)) {
    expect(await pawl.standingOf(token)).toEqual({ kind: "ended", reason: "password_changed" });
  }
});

test("the end by time is told before anybody has marked it, and the look does not mark it", async () => {
  const { pawl, first, clock, row } = await loggedIn();
  clock.now = first.session.expiresAt;
  expect(await pawl.standingOf(first.refreshToken)).toEqual({ kind: "ended", reason: "absolute_lifetime" });
  expect((await row()).ended).toBeNull();
});

test("a token newer than the store is unknown, even where a refresh would adopt it", async () => {
  const lost = await threeTokens();
  const rolledBack = await loggedIn({ policy: { ...policy, adoptAfterFailover: true } });
  expect(rolledBack.sid).toBe(lost.sid);
  expect(await rolledBack.pawl.standingOf(lost.tokens.current)).toEqual({ kind: "unknown" });
  expect((await rolledBack.refresh(lost.tokens.current)).rotation).toBe("adopted");
});

test("without a grace period only the current token is live", async () => {
  const { pawl, first, refresh } = await loggedIn({ policy: { gracePeriodMs: 0 } });
  const second = await refresh(first.refreshToken);
  expect((await pawl.standingOf(first.refreshToken)).kind).toBe("unknown");
  expect((await pawl.standingOf(second.refreshToken)).kind).toBe("live");
});

describe("store access", () => {
  test("an authentic token costs one read, a forged one none", async () => {
    const store = countingStore(memoryStore());
    const { pawl, first } = await loggedIn({ store });
    const elsewhere = await loggedIn({ secrets: [secretTwo] });
    store.forget();
    await pawl.standingOf(first.refreshToken);
    expect(store.calls.map(({ verb }) => verb)).toEqual(["sessions.find"]);
    store.forget();
    const forged = [`${first.refreshToken.slice(0, -1)}_`, elsewhere.first.refreshToken, "", "x"];
    for (const token of [...forged, undefined as unknown as string]) {
      expect(await pawl.standingOf(token)).toEqual({ kind: "unknown" });
    }
    expect(store.calls).toEqual([]);
  });

  test("a session that is not stored is unknown, since the store may have lost it", async () => {
    const { first } = await loggedIn({ seed: 2 });
    const { pawl } = await loggedIn();
    expect(await pawl.standingOf(first.refreshToken)).toEqual({ kind: "unknown" });
  });

  test("no answer of the store is no answer: never an unknown session", async () => {
    const store = faultyStore(memoryStore());
    const { pawl, first } = await loggedIn({ store });
    store.out = true;
    await expect(pawl.standingOf(first.refreshToken)).rejects.toMatchObject({ name: "StoreError" });
  });
});
