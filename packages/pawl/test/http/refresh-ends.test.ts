/**
 * Goal: whoever holds an authentic token of an ended session is told why; the cookie is deleted exactly when this
 * very session has definitively ended and no other answer has told this browser of it (complaints 12, 17, 52).
 * Method: every reason in the closed list, by cookie, over real HTTP.
 */
import { describe, expect, test } from "vitest";
import type { Code } from "../../src/protocol/codes.ts";
import { type EndReason, endReasons } from "../../src/protocol/reasons.ts";
import { days, hours, minutes } from "../../src/session/policy.ts";
import { expectProblem } from "./support/problem.ts";
import { parseSetCookie } from "./support/set-cookie.ts";
import { cookieName, openSite } from "./support/site.ts";
import { held, login, logout, refresh, whoAmI } from "./support/visits.ts";

/** Written out, so that a new reason fails here until somebody has decided about its cookie. */
const ends: Record<EndReason, { code: Code; clears: boolean }> = {
  inactivity: { code: "session_expired", clears: true },
  absolute_lifetime: { code: "session_expired", clears: true },
  refresh_token_reused: { code: "refresh_token_reused", clears: true },
  logged_out_elsewhere: { code: "session_revoked", clears: true },
  revoked_by_admin: { code: "session_revoked", clears: true },
  password_changed: { code: "session_revoked", clears: true },
  user_disabled: { code: "session_revoked", clears: true },
  // The answer to the logout or the login has dealt with the cookie; by now it may be another session's.
  logged_out: { code: "session_revoked", clears: false },
  replaced_by_login: { code: "session_revoked", clears: false },
};

describe.each(endReasons)("complaint 52: a session that ended with %s", (reason) => {
  const { code, clears } = ends[reason];

  test(`is told ${code} and the reason, now and again`, async () => {
    const site = await openSite();
    const { refreshToken, sid } = await login(site);
    await site.pawl.revoke(sid, reason);
    for (let times = 0; times < 2; times++) {
      const answer = await refresh(site, refreshToken);
      expectProblem(answer, code, { reason });
      const cleared = answer.setCookies.map(parseSetCookie).map(({ name, value }) => ({ name, value }));
      expect(cleared).toEqual(clears ? [{ name: cookieName, value: "" }] : []);
    }
    expect((await site.store.sessions.find(sid))?.ended?.reason).toBe(reason);
  });
});

test("C9: past the inactivity timeout the cookie is worth nothing, whatever its Max-Age was", async () => {
  const site = await openSite();
  const { refreshToken, sid } = await login(site);
  site.clock.advance(days(7));
  expectProblem(await refresh(site, refreshToken), "session_expired", { reason: "inactivity" });
  expect((await site.store.sessions.find(sid))?.ended?.reason).toBe("inactivity");
});

test("C8, A22: refreshing for ever ends at the absolute end, which no answer moves", async () => {
  const site = await openSite();
  const first = await login(site);
  let token = first.refreshToken;
  for (let day = 1; day < 30; day++) {
    site.clock.advance(days(1));
    const next = held(await refresh(site, token));
    expect(next.tokens.session.expires_at).toBe(first.tokens.session.expires_at);
    token = next.refreshToken;
  }
  site.clock.advance(days(1));
  expectProblem(await refresh(site, token), "session_expired", { reason: "absolute_lifetime" });
});

test("C5, A17, A18: reuse ends the session for thief and owner, with its access tokens, and says so once", async () => {
  const site = await openSite();
  const first = await login(site);
  site.clock.advance(minutes(1));
  const second = held(await refresh(site, first.refreshToken));
  await whoAmI(site, second.tokens.access_token);
  site.clock.advance(minutes(1));
  expectProblem(await refresh(site, first.refreshToken), "refresh_token_reused", {
    reason: "refresh_token_reused",
  });
  expectProblem(await whoAmI(site, second.tokens.access_token), "access_token_invalid");
  expectProblem(await refresh(site, second.refreshToken), "refresh_token_reused", {
    reason: "refresh_token_reused",
  });
  expect(site.events.of("session_ended")).toHaveLength(1);
});

test("complaint 6: reuse in one session leaves every other session of the user alone", async () => {
  const site = await openSite();
  const phone = await login(site);
  const laptop = await login(site);
  site.clock.advance(minutes(1));
  const { tokens } = held(await refresh(site, laptop.refreshToken));
  await whoAmI(site, tokens.access_token);
  site.clock.advance(hours(30));
  expectProblem(await refresh(site, laptop.refreshToken), "refresh_token_reused", {
    reason: "refresh_token_reused",
  });
  expect(held(await refresh(site, phone.refreshToken)).sid).toBe(phone.sid);
});

test("complaint 17: a logged-out token is just dead: no theft, no deletion, nothing else ends", async () => {
  const site = await openSite();
  const phone = await login(site);
  const laptop = await login(site);
  await logout(site, laptop.refreshToken);
  site.clock.advance(hours(1));
  const answer = await refresh(site, laptop.refreshToken);
  expectProblem(answer, "session_revoked", { reason: "logged_out" });
  expect(answer.setCookies).toEqual([]);
  expect(held(await refresh(site, phone.refreshToken)).sid).toBe(phone.sid);
  expect(site.events.of("session_ended").map(({ reason }) => reason)).toEqual(["logged_out"]);
});
