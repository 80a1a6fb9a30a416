/**
 * Goal: `POST /token` answers `invalid_grant` for what is over and for nothing else, since OAuth clients throw their tokens
 * away at that (RFC 6749 §5.2, C75).
 * Method: a public client over real HTTP, in each state in which a session or its store can be.
 */
import { describe, expect, test } from "vitest";
import { days, hours } from "../../../src/session/policy.ts";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import { faultyStore } from "../../support/faulty-store.ts";
import { expectOAuthFailure } from "../support/oauth-failure.ts";
import { grant, nativeLogin, openOAuthSite } from "../support/oauth-site.ts";
import type { Site } from "../support/site.ts";
import { held, whoAmI } from "../support/visits.ts";

async function open() {
  const store = faultyStore(memoryStore());
  const site = await openOAuthSite({ store });
  const mine = await nativeLogin(site);
  return { site, store, mine, row: () => store.sessions.find(mine.sid) };
}

describe("what is over", () => {
  test.each<[string, (site: Site, sid: string) => Promise<unknown>, string, string]>([
    ["by inactivity", async ({ clock }) => void clock.advance(days(7)), "session_expired", "inactivity"],
    [
      "by a decision",
      ({ pawl }, sid) => pawl.revoke(sid, "revoked_by_admin"),
      "session_revoked",
      "revoked_by_admin",
    ],
    ["by a logout", ({ pawl }, sid) => pawl.revoke(sid, "logged_out"), "session_revoked", "logged_out"],
  ])("%s is 400 invalid_grant, with Pawl's own code and reason", async (_, end, code, reason) => {
    const { site, mine } = await open();
    await end(site, mine.sid);
    expectOAuthFailure(await grant(site, mine.refreshToken), code as "session_expired", { reason });
  });

  test("reuse is 400 invalid_grant for both who hold the token, and ends this session alone", async () => {
    const { site, mine } = await open();
    const other = await nativeLogin(site);
    const rotated = held(await grant(site, mine.refreshToken));
    await whoAmI(site, rotated.tokens.access_token);
    site.clock.advance(hours(25));
    const about = { reason: "refresh_token_reused" };
    expectOAuthFailure(await grant(site, mine.refreshToken), "refresh_token_reused", about);
    expectOAuthFailure(await grant(site, rotated.refreshToken), "refresh_token_reused", about);
    expect((await grant(site, other.refreshToken)).status).toBe(200);
  });

  test("C75: malformed, forged and unknown tokens are one answer, to the byte", async () => {
    const { site, mine, store } = await open();
    const forged = `${mine.refreshToken.slice(0, -1)}${mine.refreshToken.endsWith("A") ? "B" : "A"}`;
    await store.sessions.revoke(mine.sid, { reason: "logged_out", at: site.clock.now });
    await store.sessions.deleteExpired(site.clock.now + days(99), 10);
    const answers = [];
    for (const token of ["garbage", forged, mine.refreshToken, mine.tokens.access_token]) {
      answers.push(await grant(site, token));
    }
    for (const answer of answers) expectOAuthFailure(answer, "refresh_token_unknown");
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });
});

describe("what is not over is never invalid_grant", () => {
  test("a soft refusal is 409, with the revision to state, and the newest token goes on", async () => {
    const { site, mine } = await open();
    const second = held(await grant(site, mine.refreshToken));
    site.clock.advance(hours(1));
    const third = held(await grant(site, second.refreshToken));
    const soft = await grant(site, mine.refreshToken);
    expectOAuthFailure(soft, "refresh_token_superseded");
    expect((await grant(site, third.refreshToken)).status).toBe(200);
  });

  test("one that a wait will settle says how long", async () => {
    const { site, mine } = await open();
    await grant(site, mine.refreshToken);
    site.clock.advance(12_000);
    expectOAuthFailure(await grant(site, mine.refreshToken), "refresh_token_superseded", {
      retryAfterSeconds: 8,
    });
    site.clock.advance(8000);
    expect((await grant(site, mine.refreshToken)).json).toMatchObject({ rotation: "recovered" });
  });

  test.each(["before", "after"] as const)(
    "a store that fails %s its write is 503, and the same token goes on",
    async (when) => {
      const { site, mine, store } = await open();
      store.failNext("sessions.rotate", when);
      expectOAuthFailure(await grant(site, mine.refreshToken), "store_unavailable");
      expect((await grant(site, mine.refreshToken)).status).toBe(200);
    },
  );

  test("a store that cannot be asked for the scope is 503, and rotates nothing", async () => {
    const { site, mine, store, row } = await open();
    store.failNext("sessions.find", "before");
    expectOAuthFailure(await grant(site, mine.refreshToken, { scope: "notes:read" }), "store_unavailable");
    expect((await row())?.generation).toBe(0);
  });

  test("a mistake in the server is 500 server_error", async () => {
    const { pawl, events } = await openOAuthSite();
    const request = new Request("https://app.example/auth/token", {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: "grant_type=refresh_token",
    });
    await request.text();
    const response = await pawl.handler(request);
    expect([response.status, await response.json()]).toEqual([
      500,
      expect.objectContaining({ error: "server_error", code: "internal_error" }),
    ]);
    expect(events.of("internal_error").map(({ route }) => route)).toEqual(["/token"]);
  });
});
