/**
 * Goal: a session lives as long as its user is active, not as long as their page has traffic (complaint 49): a refresh says
 * how long ago the user was, and can neither feign activity by its own coming nor take any back.
 * Method: refreshes over real HTTP that state growing times, on a fake clock; the row and the answers are looked at.
 */
import { describe, expect, test } from "vitest";
import { hours, minutes, seconds } from "../../src/session/policy.ts";
import type { TestPawlOptions } from "../support/create-test-pawl.ts";
import { expectProblem } from "./support/problem.ts";
import type { Answer } from "./support/send.ts";
import { fromOwnPage, openSite } from "./support/site.ts";
import { cookie, held, login, whoAmI } from "./support/visits.ts";

const hourOfInactivity = { inactivityTimeoutMs: hours(1), accessTokenLifetimeMs: minutes(10) };

/** A site, a login, and a tab that refreshes with the newest cookie and says this of its user. */
async function open(transport: "cookie" | "body" = "cookie", options: TestPawlOptions = {}) {
  const site = await openSite({ policy: hourOfInactivity, ...options });
  const first = await login(site, { transport });
  let token = first.refreshToken;
  const refresh = async (body: object = {}): Promise<Answer> => {
    const answer =
      transport === "cookie"
        ? await site.send("POST", "/refresh", { headers: { ...fromOwnPage, ...cookie(token) }, body })
        : await site.send("POST", "/refresh", { body: { refresh_token: token, ...body } });
    const isNew = answer.status === 200 && (transport === "body" || answer.setCookies.length > 0);
    if (isNew) token = held(answer).refreshToken;
    return answer;
  };
  const activity = async () => (await site.store.sessions.find(first.sid))?.activeAt;
  return { site, first, refresh, activity };
}

describe.each(["cookie", "body"] as const)("by %s", (transport) => {
  test("complaint 49: background polling does not keep a session alive", async () => {
    const { site, first, refresh, activity } = await open(transport);
    const lastActiveAt = site.clock.now;
    for (let minute = 10; minute < 60; minute += 10) {
      site.clock.advance(minutes(10));
      const { tokens } = held(await refresh({ inactive_for: minute * 60 }));
      expect(tokens.rotation).toBe("rotated");
      expect(tokens.session).toMatchObject({
        last_active_at: lastActiveAt,
        inactivity_expires_at: lastActiveAt + hours(1),
      });
      expect((await whoAmI(site, tokens.access_token)).status).toBe(200);
      expect(await activity()).toBe(lastActiveAt);
    }
    site.clock.advance(minutes(10));
    expectProblem(await refresh({ inactive_for: 3600 }), "session_expired", { reason: "inactivity" });
    expect((await site.store.sessions.find(first.sid))?.ended).toEqual({
      reason: "inactivity",
      at: lastActiveAt + hours(1),
    });
  });

  test("complaint 49: an active user is not ended, however many of the refreshes are the page's own", async () => {
    const { site, refresh } = await open(transport);
    for (let round = 0; round < 10; round++) {
      // Somebody who does something every forty minutes, on a page that polls every ten.
      for (const idleMinutes of [10, 20, 30, 0]) {
        site.clock.advance(minutes(10));
        const { tokens } = held(await refresh({ inactive_for: idleMinutes * 60 }));
        expect(tokens.session.last_active_at).toBe(site.clock.now - minutes(idleMinutes));
      }
    }
  });
});

test("the timeout runs from the last activity, not from the refresh that told of it", async () => {
  const { site, refresh } = await open();
  site.clock.advance(minutes(40));
  const { tokens } = held(await refresh({ inactive_for: 20 * 60 }));
  const lastActiveAt = site.clock.now - minutes(20);
  expect(tokens.session.inactivity_expires_at).toBe(lastActiveAt + hours(1));
  site.clock.now = lastActiveAt + hours(1) - 1;
  expect(held(await refresh({ inactive_for: 3600 })).tokens.rotation).toBe("rotated");
  site.clock.advance(1);
  expectProblem(await refresh({ inactive_for: 0 }), "session_expired", { reason: "inactivity" });
});

test("a refresh that says nothing of it is an active user's", async () => {
  const { site, refresh, activity } = await open();
  site.clock.advance(minutes(59));
  held(await refresh());
  expect(await activity()).toBe(site.clock.now);
});

test("activity never moves back: the tab that has idled longest takes nothing from the one in use", async () => {
  const { site, refresh, activity } = await open();
  site.clock.advance(minutes(30));
  held(await refresh({ inactive_for: 0 }));
  const lastActiveAt = site.clock.now;
  site.clock.advance(minutes(1));
  for (const inactive_for of [0.5 * 3600, 40 * 86_400, 34_560_000]) {
    expect(held(await refresh({ inactive_for })).tokens.session.last_active_at).toBe(lastActiveAt);
    site.clock.advance(seconds(20));
  }
  expect(await activity()).toBe(lastActiveAt);
});

test("nothing that is stated moves the absolute end, or outlives it", async () => {
  const { site, first, refresh } = await open("cookie", { policy: { inactivityTimeoutMs: hours(48) } });
  site.clock.advance(hours(24));
  const { session } = held(await refresh({ inactive_for: 60 })).tokens;
  expect(session.expires_at).toBe(first.tokens.session.expires_at);
});

test("complaint 49: an access token does not outlive the session of a user who has been away", async () => {
  const { site, first, refresh } = await open();
  site.clock.advance(minutes(55) + 500);
  const { tokens } = held(await refresh({ inactive_for: 55 * 60 + 1 }));
  expect(tokens.session.inactivity_expires_at - tokens.issued_at).toBe(minutes(5) - 500);
  expect(tokens.expires_in).toBe(299);
  site.clock.now = tokens.session.inactivity_expires_at - 1;
  expect((await whoAmI(site, tokens.access_token)).status).toBe(200);
  site.clock.advance(1);
  expectProblem(await whoAmI(site, tokens.access_token), "access_token_invalid");
  expect((await site.store.sessions.find(first.sid))?.ended).toBeNull();
});

test("what writes nothing notes no activity; the next rotation tells of it", async () => {
  const { site, refresh, activity } = await open();
  held(await refresh({ inactive_for: 0 }));
  const rotatedAt = site.clock.now;
  site.clock.advance(seconds(15));
  expect(held(await refresh({ inactive_for: 0 })).tokens.rotation).toBe("unchanged");
  expect(await activity()).toBe(rotatedAt);
  site.clock.advance(seconds(5));
  expect(held(await refresh({ inactive_for: 5 })).tokens.rotation).toBe("rotated");
  expect(await activity()).toBe(rotatedAt + seconds(15));
});

test("a recovery is a rotation: it notes the activity that it is told of, and no other", async () => {
  const site = await openSite({ policy: hourOfInactivity });
  const { refreshToken, sid } = await login(site);
  const loggedInAt = site.clock.now;
  const send = (inactive_for: number) =>
    site.send("POST", "/refresh", {
      headers: { ...fromOwnPage, ...cookie(refreshToken) },
      body: { inactive_for },
    });
  site.clock.advance(minutes(10));
  await send(600);
  site.clock.advance(minutes(10));
  expect(held(await send(1200)).tokens.rotation).toBe("recovered");
  expect((await site.store.sessions.find(sid))?.activeAt).toBe(loggedInAt);
});

test.each([
  ["a fraction", 1.5],
  ["less than nothing", -1],
  ["more than any session lives", 34_560_001],
  ["no safe integer", 2 ** 53],
  ["a text", "60"],
  ["null", null],
  ["a list", [60]],
  ["true", true],
])("%s is 400, named and not repeated, and rotates nothing", async (_, inactive_for) => {
  const { site, first, refresh } = await open();
  const answer = await refresh({ inactive_for });
  expectProblem(answer, "invalid_request", { detail: "Not as expected: inactive_for." });
  expect(answer.setCookies).toEqual([]);
  expect(await site.store.sessions.find(first.sid)).toMatchObject({ generation: 0, ended: null });
});

test("the longest time that may be stated is as long as a session may live", async () => {
  const { refresh } = await open();
  expect(held(await refresh({ inactive_for: 34_560_000 })).tokens.rotation).toBe("rotated");
});

test("the answer says when it was made: expires_in counts from there, by the clock of the server", async () => {
  const { site, first, refresh } = await open();
  expect(first.tokens.issued_at).toBe(site.clock.now);
  site.clock.advance(minutes(5) + 123);
  const { tokens } = held(await refresh({ inactive_for: 60 }));
  expect(tokens).toMatchObject({ issued_at: site.clock.now, expires_in: 600 });
});
