/**
 * Goal: every answer says how far the session has come, a client may say what it has seen of that, and one that says
 * too little is told, not taken for a thief.
 * Method: revisions over real HTTP by cookie and by body, current, old, foreign and malformed, on a fake clock.
 */
import { describe, expect, test } from "vitest";
import type { Problem } from "../../src/protocol/wire.ts";
import { hours, seconds } from "../../src/session/policy.ts";
import type { Session } from "../../src/session/session.ts";
import type { TestPawlOptions } from "../support/create-test-pawl.ts";
import { expectProblem } from "./support/problem.ts";
import type { Answer } from "./support/send.ts";
import { fromOwnPage, openSite, type Site } from "./support/site.ts";
import { cookie, type Held, held, login, refresh, whoAmI } from "./support/visits.ts";

type Transport = "cookie" | "body";
type Refresh = (token: string, body?: object) => Promise<Answer>;

/** A site, a login by this transport, and a refresh by it whose body states more. */
async function open(transport: Transport, options: TestPawlOptions = {}) {
  const site = await openSite(options);
  const first = await login(site, { transport });
  const refreshBy: Refresh = (token, body = {}) =>
    transport === "cookie"
      ? site.send("POST", "/refresh", { headers: { ...fromOwnPage, ...cookie(token) }, body })
      : site.send("POST", "/refresh", { body: { refresh_token: token, ...body } });
  return { site, first, refreshBy, row: () => rowOf(site, first) };
}

const rowOf = (site: Site, { sid }: Held): Promise<Session | undefined> => site.store.sessions.find(sid);

const revisionOf = (answer: Answer): string => (answer.json as Problem).revision ?? "";

describe.each(["cookie", "body"] as const)("by %s", (transport) => {
  test("each answer has a revision, and another one whenever more is known of its token", async () => {
    const { site, first, refreshBy } = await open(transport);
    const rotated = held(await refreshBy(first.refreshToken));
    const replayed = held(await refreshBy(first.refreshToken));
    const unchanged = held(await refreshBy(rotated.refreshToken));
    await whoAmI(site, rotated.tokens.access_token);
    const received = held(await refreshBy(rotated.refreshToken));
    site.clock.advance(seconds(20));
    const next = held(await refreshBy(rotated.refreshToken));

    const { revision } = rotated.tokens;
    expect([replayed.tokens.revision, unchanged.tokens.revision]).toEqual([revision, revision]);
    const told = [first, rotated, received, next].map(({ tokens }) => tokens.revision);
    expect(new Set(told).size).toBe(4);
  });

  test("a request that was long on its way is refused softly, told the revision, and changes nothing", async () => {
    const { site, first, refreshBy, row } = await open(transport);
    const second = held(await refreshBy(first.refreshToken));
    await whoAmI(site, second.tokens.access_token);
    site.clock.advance(hours(1));
    const before = await row();

    for (const known_revision of [first.tokens.revision, second.tokens.revision, null]) {
      const late = await refreshBy(first.refreshToken, { known_revision });
      expectProblem(late, "refresh_token_superseded");
      expect(late.setCookies).toEqual([]);
    }
    expect(await row()).toEqual(before);
    expect(site.events.of("session_ended")).toEqual([]);
  });

  test("the same token, sent again by who knows that its successor is in use, is reuse", async () => {
    const { site, first, refreshBy, row } = await open(transport);
    const second = held(await refreshBy(first.refreshToken));
    await whoAmI(site, second.tokens.access_token);
    site.clock.advance(hours(1));
    const known_revision = revisionOf(await refreshBy(first.refreshToken, { known_revision: null }));
    expectProblem(await refreshBy(first.refreshToken, { known_revision }), "refresh_token_reused", {
      reason: "refresh_token_reused",
    });
    expect((await row())?.ended?.reason).toBe("refresh_token_reused");
  });

  test("a lost answer is made again for who knows that it is lost, in one more request for who does not", async () => {
    const { site, first, refreshBy } = await open(transport);
    await refreshBy(first.refreshToken, { known_revision: first.tokens.revision });
    site.clock.advance(hours(8));
    const asked = await refreshBy(first.refreshToken, { known_revision: first.tokens.revision });
    expectProblem(asked, "refresh_token_superseded");
    const again = held(await refreshBy(first.refreshToken, { known_revision: revisionOf(asked) }));
    expect(again.tokens).toMatchObject({ rotation: "recovered", session: { generation: 2 } });
  });

  test("a wait is named only where waiting helps", async () => {
    const { site, first, refreshBy } = await open(transport);
    await refreshBy(first.refreshToken);
    site.clock.advance(seconds(12) + 1);
    const early = await refreshBy(first.refreshToken, { known_revision: first.tokens.revision });
    expectProblem(early, "refresh_token_superseded", { retryAfterSeconds: 8 });
    site.clock.advance(seconds(8));
    const uninformed = await refreshBy(first.refreshToken, { known_revision: revisionOf(early) });
    expectProblem(uninformed, "refresh_token_superseded");
    const informed = await refreshBy(first.refreshToken, { known_revision: revisionOf(uninformed) });
    expect(held(informed).tokens.rotation).toBe("recovered");
  });

  test.each([
    ["a revision of another session", "BBBBBBBBBBBBBBBBBBBBBB.999"],
    ["a text that is none", "9".repeat(5000)],
    ["an empty text", ""],
    ["null", null],
  ])(
    "%s says nothing of this session: a current token rotates, an old one is not judged",
    async (_, known_revision) => {
      const { site, first, refreshBy } = await open(transport);
      const second = held(await refreshBy(first.refreshToken, { known_revision }));
      expect(second.tokens.rotation).toBe("rotated");
      await whoAmI(site, second.tokens.access_token);
      site.clock.advance(hours(1));
      expectProblem(await refreshBy(first.refreshToken, { known_revision }), "refresh_token_superseded");
    },
  );

  test.each([
    ["a number", { known_revision: 3 }, "known_revision"],
    ["true", { known_revision: true }, "known_revision"],
    ["a list", { known_revision: ["x"] }, "known_revision"],
    ["an object", { known_revision: { $gt: "" } }, "known_revision"],
    ["another spelling", { knownRevision: "x" }, "the body"],
    ["a member of an answer", { revision: "x" }, "the body"],
    ["a member that nobody asked for", { known_revision: null, role: "admin" }, "the body"],
  ])("%s is 400, named and not repeated, and rotates nothing", async (_, body, members) => {
    const { first, refreshBy, row } = await open(transport);
    const answer = await refreshBy(first.refreshToken, body);
    expectProblem(answer, "invalid_request", { detail: `Not as expected: ${members}.` });
    expect(answer.setCookies).toEqual([]);
    expect((await row())?.generation).toBe(0);
  });
});

test("a logout asks for no revision, and takes none", async () => {
  const { site, first } = await open("body");
  const body = { refresh_token: first.refreshToken, known_revision: first.tokens.revision };
  const answer = await site.send("POST", "/logout", { body });
  expectProblem(answer, "invalid_request", { detail: "Not as expected: the body." });
  expect((await rowOf(site, first))?.ended).toBeNull();
});

test("a refusal without a session behind it has no revision to tell", async () => {
  const { site, refreshBy } = await open("body");
  const answer = await refreshBy("garbage", { known_revision: null });
  expectProblem(answer, "refresh_token_unknown");
  expect(site.events.of("refresh_refused")).toMatchObject([{ session: null }]);
});

describe("after a failover that lost the last rotation", () => {
  /** Ada has refreshed once; the store that took over does not know of it. */
  async function failedOver(adoptAfterFailover: boolean) {
    const before = await openSite();
    const first = await login(before);
    const backup = await rowOf(before, first);
    const second = held(await refresh(before, first.refreshToken));
    const site = await openSite({ clock: before.clock, seed: 2, policy: { adoptAfterFailover } });
    if (backup !== undefined) await site.store.sessions.insert(backup);
    site.clock.advance(hours(1));
    return { site, first, second };
  }

  test("her cookie is taken at its word where the policy says so, and replaced by the next one", async () => {
    const { site, second } = await failedOver(true);
    const adopted = held(await refresh(site, second.refreshToken));
    expect(adopted.tokens).toMatchObject({
      rotation: "adopted",
      session: { sid: second.sid, generation: 2 },
    });
    expect(adopted.answer.setCookies).toHaveLength(1);
    site.clock.advance(hours(1));
    expect(held(await refresh(site, adopted.refreshToken)).tokens.rotation).toBe("rotated");
  });

  test("a second cookie of the lost time is found out", async () => {
    const { site, first, second } = await failedOver(true);
    const adopted = held(await refresh(site, second.refreshToken));
    await whoAmI(site, adopted.tokens.access_token);
    site.clock.advance(hours(1));
    expectProblem(await refresh(site, first.refreshToken), "refresh_token_reused", {
      reason: "refresh_token_reused",
    });
  });

  test("by default it is refused, nothing ends, and the cookie stays", async () => {
    const { site, second } = await failedOver(false);
    const answer = await refresh(site, second.refreshToken);
    expectProblem(answer, "refresh_token_unknown");
    expect(answer.setCookies).toEqual([]);
    expect(await rowOf(site, second)).toMatchObject({ generation: 0, ended: null });
  });
});
