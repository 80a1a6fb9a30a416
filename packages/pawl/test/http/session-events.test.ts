/**
 * Goal: an open page hears that its session ended, why, and within about a second, whoever ended it and wherever.
 * Method: `GET /events` over real HTTP, with two servers on one store where another process ends the session. Waits are for
 * what comes, never for a time.
 */
import { describe, expect, test } from "vitest";
import { endReasons } from "../../src/protocol/reasons.ts";
import { days, hours, minutes } from "../../src/session/policy.ts";
import { endedBy, listening } from "./support/event-stream.ts";
import { fromOwnPage, openSite, type Site } from "./support/site.ts";
import { bearer, cookie, held, login, logout, refresh, whoAmI } from "./support/visits.ts";

test("the head comes at once, says what this is, and lets nobody keep or collect it", async () => {
  const { stream } = await listening(await openSite());
  expect(stream.status).toBe(200);
  expect(stream.headers).toMatchObject({
    "content-type": "text/event-stream",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
  });
  await expect.poll(stream.text).toBe(":\n\n");
});

describe.each(endReasons)("complaint 52: an end with %s", (reason) => {
  test("is told to the open page with its reason, and the stream closes", async () => {
    const site = await openSite();
    const { sid, stream } = await listening(site);
    await site.pawl.revoke(sid, reason);
    await stream.ended;
    expect(stream.events()).toEqual(endedBy(reason));
  });

  test("is told by another process within about a second", async () => {
    const [site, other] = await twoServers();
    const { sid, stream } = await listening(site);
    await other.pawl.revoke(sid, reason);
    await stream.ended;
    expect(stream.events()).toEqual(endedBy(reason));
  });
});

async function twoServers(): Promise<[Site, Site]> {
  const site = await openSite();
  return [site, await openSite({ store: site.store, clock: site.clock, seed: 2 })];
}

describe("complaint 52: what a user does on one device reaches the page on the other", () => {
  test("a logout in another tab", async () => {
    const site = await openSite();
    const { refreshToken, stream } = await listening(site);
    await logout(site, refreshToken);
    await stream.ended;
    expect(stream.events()).toEqual(endedBy("logged_out"));
  });

  test("the end of this session on another device", async () => {
    const site = await openSite();
    const { sid, stream } = await listening(site);
    const laptop = await login(site);
    const headers = bearer(laptop.tokens.access_token);
    expect((await site.send("DELETE", `/sessions/${sid}`, { headers })).status).toBe(204);
    await stream.ended;
    expect(stream.events()).toEqual(endedBy("logged_out_elsewhere"));
  });

  test("the end of all other sessions, which leaves the caller's own stream open", async () => {
    const site = await openSite();
    const phone = await listening(site);
    const laptop = await listening(site);
    await site.send("DELETE", "/sessions", { headers: bearer(laptop.tokens.access_token) });
    await phone.stream.ended;
    expect(phone.stream.events()).toEqual(endedBy("logged_out_elsewhere"));
    expect(laptop.stream.events()).toEqual([]);
    expect((await whoAmI(site, laptop.tokens.access_token)).status).toBe(200);
  });

  test("a login over it", async () => {
    const site = await openSite();
    const { refreshToken, stream } = await listening(site);
    await login(site, { headers: cookie(refreshToken) });
    await stream.ended;
    expect(stream.events()).toEqual(endedBy("replaced_by_login"));
  });

  test("reuse of its refresh token", async () => {
    const site = await openSite();
    const { refreshToken, stream } = await listening(site);
    const second = held(await refresh(site, refreshToken));
    await whoAmI(site, second.tokens.access_token);
    site.clock.advance(minutes(1));
    await refresh(site, refreshToken);
    await stream.ended;
    expect(stream.events()).toEqual(endedBy("refresh_token_reused"));
  });
});

describe("an end by time is told when it comes", () => {
  test("of a user who is away for too long, by the page's own clock or anybody's", async () => {
    const site = await openSite();
    const { stream } = await listening(site);
    site.clock.advance(days(7));
    await stream.ended;
    expect(stream.events()).toEqual(endedBy("inactivity"));
  });

  test("of a session that is as old as one may get, however active its user", async () => {
    const site = await openSite();
    const first = await listening(site);
    let token = first.refreshToken;
    for (let day = 5; day < 30; day += 5) {
      site.clock.advance(days(5));
      token = held(await refresh(site, token)).refreshToken;
    }
    expect(first.stream.events()).toEqual([]);
    site.clock.advance(days(5));
    await first.stream.ended;
    expect(first.stream.events()).toEqual(endedBy("absolute_lifetime"));
  });

  test("complaint 49: and a page that refreshes by itself does not put it off", async () => {
    const policy = { inactivityTimeoutMs: hours(1), accessTokenLifetimeMs: minutes(10) };
    const site = await openSite({ policy });
    const { refreshToken, stream } = await listening(site);
    let token = refreshToken;
    for (let minute = 10; minute < 60; minute += 10) {
      site.clock.advance(minutes(10));
      const headers = { ...fromOwnPage, ...cookie(token) };
      const answer = await site.send("POST", "/refresh", { headers, body: { inactive_for: minute * 60 } });
      token = held(answer).refreshToken;
    }
    expect(stream.events()).toEqual([]);
    site.clock.advance(minutes(10));
    await stream.ended;
    expect(stream.events()).toEqual(endedBy("inactivity"));
  });
});
