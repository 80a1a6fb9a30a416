/**
 * Goal: after a failover that lost the last writes, a token from the lost time is refused without ending anything, or,
 * where the policy says so, taken at its word once; and what was stolen in that time is found out.
 * Method: a session lives on while a copy of its row is kept; a second Pawl goes on from the copy.
 */
import { describe, expect, test } from "vitest";
import type { SessionError } from "../../src/protocol/errors.ts";
import { hours, seconds } from "../../src/session/policy.ts";
import { hashSecret, readRefreshToken } from "../../src/tokens/refresh-token.ts";
import { createTestPawl, type TestPawlOptions } from "../support/create-test-pawl.ts";
import { loggedIn } from "../support/logged-in.ts";
import { refusalOf } from "../support/refusal.ts";
import { secretsOf } from "../support/secrets.ts";

const adopting: TestPawlOptions = { policy: { adoptAfterFailover: true } };

/** Two refreshes that the store which took over has never heard of. */
async function failedOver(options: TestPawlOptions = adopting) {
  const { first, refresh, row, clock, sid } = await loggedIn();
  const backup = await row();
  const second = await refresh(first.refreshToken);
  clock.advance(seconds(20));
  const third = await refresh(second.refreshToken);
  const after = createTestPawl({ ...options, clock, seed: 2 });
  await after.store.sessions.insert(backup);
  clock.advance(hours(1));
  return { ...after, sid, first, second, third, backup };
}

const hashOf = (token: string): Uint8Array =>
  hashSecret(readRefreshToken(secretsOf(), token)?.secret ?? new Uint8Array());

describe("where the policy says so", () => {
  test("the owner's token is adopted: the session goes on, from the generation after it", async () => {
    const { pawl, store, clock, events, sid, third, backup } = await failedOver();
    const adopted = await pawl.refresh(third.refreshToken, { knownRevision: third.revision });
    expect(adopted).toMatchObject({ rotation: "adopted", session: { sid, generation: 3 } });
    const row = await store.sessions.find(sid);
    expect(row).toMatchObject({ generation: 3, received: false, rotatedAt: clock.now, activeAt: clock.now });
    expect(row?.previousHash).toEqual(hashOf(third.refreshToken));
    expect(row).toMatchObject({ createdAt: backup.createdAt, expiresAt: backup.expiresAt, ended: null });
    expect(events.of("session_refreshed")).toMatchObject([{ rotation: "adopted", generation: 3 }]);

    expect(await pawl.verify(adopted.accessToken)).toMatchObject({ gen: 3 });
    clock.advance(seconds(20));
    expect(await pawl.refresh(adopted.refreshToken)).toMatchObject({ rotation: "rotated" });
  });

  test("is adopted once: of a hundred requests with it, the others get the same successor", async () => {
    const { pawl, third } = await failedOver();
    const answers = await Promise.all(Array.from({ length: 100 }, () => pawl.refresh(third.refreshToken)));
    expect(answers.filter(({ rotation }) => rotation === "adopted")).toHaveLength(1);
    expect(answers.filter(({ rotation }) => rotation === "replayed")).toHaveLength(99);
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
  });

  test("a lost answer to the adoption is recovered as every other is", async () => {
    const { pawl, third, clock } = await failedOver();
    await pawl.refresh(third.refreshToken);
    clock.advance(hours(1));
    expect(await pawl.refresh(third.refreshToken)).toMatchObject({
      rotation: "recovered",
      session: { generation: 4 },
    });
  });

  test("a token of the lost time that was stolen and comes second is reuse", async () => {
    const { pawl, store, clock, sid, second, third } = await failedOver();
    await pawl.refresh(third.refreshToken);
    clock.advance(seconds(20));
    expect(await refusalOf(pawl.refresh(second.refreshToken))).toMatchObject({
      code: "refresh_token_reused",
    });
    expect((await store.sessions.find(sid))?.ended?.reason).toBe("refresh_token_reused");
  });

  test("the price: one that comes first is adopted too, and the owner's own is then reuse", async () => {
    const { pawl, store, clock, sid, second, third } = await failedOver();
    expect(await pawl.refresh(second.refreshToken)).toMatchObject({ rotation: "adopted" });
    clock.advance(seconds(20));
    // The owner is asked once more before, since the revisions of the lost time say nothing of this one.
    const asked = await pawl
      .refresh(third.refreshToken, { knownRevision: third.revision })
      .catch((refused: SessionError) => refused);
    expect(asked).toMatchObject({ code: "refresh_token_superseded" });
    const { revision: knownRevision } = asked;
    expect(await refusalOf(pawl.refresh(third.refreshToken, { knownRevision }))).toMatchObject({
      code: "refresh_token_reused",
    });
    expect((await store.sessions.find(sid))?.ended?.reason).toBe("refresh_token_reused");
  });

  test("an end that the store has kept beats it", async () => {
    const { pawl, store, sid, third } = await failedOver();
    await pawl.revoke(sid, "logged_out");
    expect(await refusalOf(pawl.refresh(third.refreshToken))).toMatchObject({ reason: "logged_out" });
    expect(await store.sessions.find(sid)).toMatchObject({ generation: 0, ended: { reason: "logged_out" } });
  });

  test("a session that the store has lost altogether does not come back", async () => {
    const { clock, third } = await failedOver();
    const empty = createTestPawl({ ...adopting, clock, seed: 3 });
    expect(await refusalOf(empty.pawl.refresh(third.refreshToken))).toEqual({
      code: "refresh_token_unknown",
    });
  });
});

test("by default, such a token is refused, nothing is written and nothing ends", async () => {
  const { pawl, store, events, first, second, third, backup } = await failedOver({});
  for (const { refreshToken, revision: knownRevision } of [second, third]) {
    expect(await refusalOf(pawl.refresh(refreshToken, { knownRevision }))).toEqual({
      code: "refresh_token_unknown",
    });
  }
  expect(await store.sessions.find(backup.sid)).toEqual(backup);
  expect(events.of("session_ended")).toEqual([]);
  expect((await pawl.refresh(first.refreshToken)).rotation).toBe("rotated");
});
