/**
 * Goal: who states what they have seen is not taken for a thief because a request or an answer was slow, and who states
 * all there is to see is judged at once.
 * Method: one session on a fake clock; requests come late, with the revisions that were known when they were sent.
 */
import { describe, expect, test } from "vitest";
import { SessionError } from "../../src/protocol/errors.ts";
import { hours, seconds } from "../../src/session/policy.ts";
import { type LoggedIn, loggedIn } from "../support/logged-in.ts";
import { ada } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";

/** The revision that a soft refusal tells. */
async function toldBy(refused: Promise<unknown>): Promise<string> {
  const error: unknown = await refused.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SessionError);
  const { code, revision = "", retryAfterMs } = error as SessionError;
  expect({ code, retryAfterMs }).toEqual({ code: "refresh_token_superseded", retryAfterMs: 0 });
  return revision;
}

/** A second token that was received and is settled, for an hour. */
async function inUse() {
  const session = await loggedIn();
  const second = await session.refresh(session.first.refreshToken, session.first.revision);
  await session.pawl.verify(second.accessToken);
  session.clock.advance(hours(1));
  return { ...session, second };
}

describe("the revision in answers", () => {
  test("is another one after each swap, once the token is received, and once it is settled", async () => {
    const { pawl, first, refresh, clock } = await loggedIn();
    const second = await refresh(first.refreshToken);
    const replay = await refresh(first.refreshToken);
    clock.advance(seconds(20) - 1);
    const unchanged = await refresh(second.refreshToken);
    expect([replay.revision, unchanged.revision]).toEqual([second.revision, second.revision]);

    clock.advance(1);
    const settled = await toldBy(refresh(first.refreshToken, second.revision));
    await pawl.verify(second.accessToken);
    const received = await toldBy(refresh(first.refreshToken, settled));
    const third = await refresh(second.refreshToken, received);
    const told = [first.revision, second.revision, settled, received, third.revision];
    expect(new Set(told).size).toBe(5);
  });

  test("holds nothing of a token", async () => {
    const { first, refresh } = await loggedIn();
    const second = await refresh(first.refreshToken);
    for (const { revision } of [first, second]) expect(revision.length).toBeLessThan(40);
    expect(second.revision).not.toContain(second.refreshToken.slice(40, 80));
  });
});

describe("a late duplicate, whose sender had seen less than there is now", () => {
  /** Each is one that could have been on its way since before the new token was received. */
  const senders: readonly [string, (known: { first: string; second: string }) => string | null][] = [
    ["nothing", () => null],
    ["the login", ({ first }) => first],
    ["its successor, in flight", ({ second }) => second],
  ];

  test.each(senders)("%s, is refused softly: no token, no revocation, no write", async (_, known) => {
    const { first, second, refresh, row, events } = await inUse();
    const before = await row();
    const stated = known({ first: first.revision, second: second.revision });
    await toldBy(refresh(first.refreshToken, stated));
    expect(await row()).toEqual(before);
    expect(events.of("session_ended")).toEqual([]);
    expect(events.of("refresh_refused")).toMatchObject([{ code: "refresh_token_superseded" }]);
    expect((await refresh(second.refreshToken, second.revision)).rotation).toBe("rotated");
  });

  test("is refused so as often as it comes, and never becomes more", async () => {
    const { first, refresh, row, clock } = await inUse();
    const before = await row();
    for (let i = 0; i < 50; i++) {
      clock.advance(hours(1));
      await toldBy(refresh(first.refreshToken, null));
    }
    expect(await row()).toEqual(before);
  });

  test("of a token from long ago, too", async () => {
    const { first, second, refresh, clock } = await inUse();
    const third = await refresh(second.refreshToken, second.revision);
    clock.advance(seconds(20));
    await refresh(third.refreshToken, third.revision);
    clock.advance(seconds(10));
    const revision = await toldBy(refresh(first.refreshToken, first.revision));
    expect(await refusalOf(refresh(first.refreshToken, revision))).toMatchObject({
      code: "refresh_token_reused",
    });
  });
});

describe("an old token from a sender who knows all there is", () => {
  test("is reuse: it was sent after its successor was in use", async () => {
    const { first, refresh, row } = await inUse();
    const present = await toldBy(refresh(first.refreshToken, null));
    expect(await refusalOf(refresh(first.refreshToken, present))).toMatchObject({
      code: "refresh_token_reused",
    });
    expect((await row()).ended?.reason).toBe("refresh_token_reused");
  });

  test("is reuse without a statement: it is judged as if sent now", async () => {
    const { first, refresh } = await inUse();
    expect(await refusalOf(refresh(first.refreshToken))).toMatchObject({ code: "refresh_token_reused" });
  });
});

describe("a lost answer", () => {
  /** The browser knows of the login; its second token never came. */
  async function answerLost(): Promise<LoggedIn & { lost: string }> {
    const session = await loggedIn();
    const { refreshToken: lost } = await session.refresh(session.first.refreshToken, session.first.revision);
    session.clock.advance(hours(8));
    return { ...session, lost };
  }

  test("is made again after one soft refusal, which asks whether it is really lost", async () => {
    const { first, refresh, row } = await answerLost();
    const before = await row();
    const present = await toldBy(refresh(first.refreshToken, first.revision));
    expect(await row()).toEqual(before);
    expect(await refresh(first.refreshToken, present)).toMatchObject({
      rotation: "recovered",
      session: { generation: 2 },
    });
  });

  test("of a tab that was loaded again and has seen nothing, as well", async () => {
    const { first, refresh } = await answerLost();
    const present = await toldBy(refresh(first.refreshToken, null));
    expect((await refresh(first.refreshToken, present)).rotation).toBe("recovered");
  });

  test("that comes to be used in between is not made again", async () => {
    const { first, lost, refresh, pawl, clock } = await answerLost();
    const present = await toldBy(refresh(first.refreshToken, first.revision));
    const third = await refresh(lost, first.revision);
    await pawl.verify(third.accessToken);
    clock.advance(seconds(20));
    await toldBy(refresh(first.refreshToken, present));
  });
});

describe("a revision of another session", () => {
  test("counts as none, however far that session has come", async () => {
    const { pawl, first, refresh, clock } = await inUse();
    let other = await pawl.create(ada.subject);
    for (let i = 0; i < 5; i++) {
      clock.advance(seconds(20));
      other = await pawl.refresh(other.refreshToken);
    }
    await toldBy(refresh(first.refreshToken, other.revision));
  });

  test("as nothing does keeps the current token from its rotation", async () => {
    const { pawl, second, refresh } = await inUse();
    const other = await pawl.create(ada.subject);
    expect((await refresh(second.refreshToken, other.revision)).rotation).toBe("rotated");
  });
});

test("without a grace period, a statement makes no second use good", async () => {
  const { first, refresh } = await loggedIn({ policy: { gracePeriodMs: 0 } });
  await refresh(first.refreshToken, null);
  expect(await refusalOf(refresh(first.refreshToken, null))).toMatchObject({ code: "refresh_token_reused" });
});
