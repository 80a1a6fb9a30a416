/**
 * Goal: a user sees and ends their own sessions and nobody else's, and sees nothing that is secret.
 * Method: two people with several sessions each over real HTTP; payloads are compared member by member.
 */
import { describe, expect, test } from "vitest";
import { days } from "../../src/session/policy.ts";
import { grace } from "../support/people.ts";
import { expectProblem } from "./support/problem.ts";
import { someSid } from "./support/route-list.ts";
import { sessionShape } from "./support/shapes.ts";
import { fromOwnPage, openSite, type Site } from "./support/site.ts";
import { bearer, cookie, held, login, refresh, whoAmI } from "./support/visits.ts";

const list = (site: Site, accessToken: string) =>
  site.send("GET", "/sessions", { headers: bearer(accessToken) });
const end = (site: Site, accessToken: string, sid: string) =>
  site.send("DELETE", `/sessions/${sid}`, { headers: bearer(accessToken) });

async function people() {
  const site = await openSite();
  const laptop = await login(site);
  site.clock.advance(1000);
  const phone = await login(site);
  const hers = await login(site, grace);
  return { site, laptop, phone, hers };
}

test("GET /session: who am I, on which session", async () => {
  const { site, laptop } = await people();
  const answer = await whoAmI(site, laptop.tokens.access_token);
  expect(answer.json).toEqual({ session: sessionShape({ sid: laptop.sid }) });
});

test("GET /session reads the row: an end that no list has told of yet is seen", async () => {
  const { site, laptop } = await people();
  await whoAmI(site, laptop.tokens.access_token);
  await site.store.sessions.revoke(laptop.sid, { reason: "revoked_by_admin", at: site.clock.now });
  expectProblem(await whoAmI(site, laptop.tokens.access_token), "access_token_invalid");
});

test("GET /sessions: the caller's live sessions, newest first, with the current one marked", async () => {
  const { site, laptop, phone } = await people();
  const answer = await list(site, laptop.tokens.access_token);
  expect(answer.json).toEqual({
    sessions: [
      { ...sessionShape({ sid: phone.sid }), current: false },
      { ...sessionShape({ sid: laptop.sid }), current: true },
    ],
  });
});

test("sessions that ended, by decision or by time, are not listed", async () => {
  const { site, laptop, phone } = await people();
  await site.pawl.revoke(phone.sid);
  expect((await list(site, laptop.tokens.access_token)).json).toEqual({
    sessions: [{ ...sessionShape({ sid: laptop.sid }), current: true }],
  });
  site.clock.advance(days(8));
  const now = await login(site);
  expect((await list(site, now.tokens.access_token)).json).toEqual({
    sessions: [{ ...sessionShape({ sid: now.sid }), current: true }],
  });
});

test("C17: no list and no payload shows a token, a digest, a nonce or a key id", async () => {
  const { site, laptop } = await people();
  const { refreshToken, tokens } = held(await refresh(site, laptop.refreshToken));
  const row = await site.store.sessions.find(laptop.sid);
  const secrets = [
    refreshToken,
    laptop.refreshToken,
    row?.keyId,
    ...[row?.currentHash, row?.previousHash, row?.nonce].flatMap((bytes) =>
      (["hex", "base64", "base64url"] as const).map((encoding) =>
        Buffer.from(bytes ?? []).toString(encoding),
      ),
    ),
  ];
  const answers = [await whoAmI(site, tokens.access_token), await list(site, tokens.access_token)];
  for (const { text } of answers) {
    expect(text).toContain(laptop.sid);
    for (const secret of secrets) {
      expect(secret?.length).toBeGreaterThan(4);
      expect(text).not.toContain(secret);
    }
  }
});

describe("DELETE /sessions/:sid", () => {
  test("ends another session of the caller, which is told why", async () => {
    const { site, laptop, phone } = await people();
    const answer = await end(site, laptop.tokens.access_token, phone.sid);
    expect([answer.status, answer.text]).toEqual([204, ""]);
    expectProblem(await whoAmI(site, phone.tokens.access_token), "access_token_invalid");
    expectProblem(await refresh(site, phone.refreshToken), "session_revoked", {
      reason: "logged_out_elsewhere",
    });
    expect((await whoAmI(site, laptop.tokens.access_token)).status).toBe(200);
  });

  test("ends the caller's own, as a logout does", async () => {
    const { site, laptop } = await people();
    expect((await end(site, laptop.tokens.access_token, laptop.sid)).status).toBe(204);
    expectProblem(await whoAmI(site, laptop.tokens.access_token), "access_token_invalid");
    expect((await site.store.sessions.find(laptop.sid))?.ended?.reason).toBe("logged_out");
  });

  test("C84, A58: somebody else's looks like none at all, and lives on", async () => {
    const { site, laptop, hers } = await people();
    const foreign = await end(site, hers.tokens.access_token, laptop.sid);
    const missing = await end(site, hers.tokens.access_token, someSid);
    expectProblem(foreign, "not_found");
    expect(foreign.text).toBe(missing.text);
    const seen = (answer: typeof foreign) => [...answer.headers].filter(([name]) => name !== "date");
    expect(seen(foreign)).toEqual(seen(missing));
    expect((await whoAmI(site, laptop.tokens.access_token)).status).toBe(200);
    expect(held(await refresh(site, laptop.refreshToken)).sid).toBe(laptop.sid);
    expect(site.events.of("session_ended")).toEqual([]);
  });

  test("one that has ended looks like none at all", async () => {
    const { site, laptop, phone } = await people();
    await end(site, laptop.tokens.access_token, phone.sid);
    expectProblem(await end(site, laptop.tokens.access_token, phone.sid), "not_found");
  });
});

describe("DELETE /sessions", () => {
  test("ends all others of the caller and says how many; nobody else's", async () => {
    const { site, laptop, phone, hers } = await people();
    await login(site);
    const answer = await site.send("DELETE", "/sessions", { headers: bearer(laptop.tokens.access_token) });
    expect(answer.json).toEqual({ ended: 2 });
    expectProblem(await whoAmI(site, phone.tokens.access_token), "access_token_invalid");
    expect((await whoAmI(site, laptop.tokens.access_token)).status).toBe(200);
    expect((await whoAmI(site, hers.tokens.access_token)).status).toBe(200);
  });

  test("with no others ends none, and says so", async () => {
    const { site, hers } = await people();
    const answer = await site.send("DELETE", "/sessions", { headers: bearer(hers.tokens.access_token) });
    expect(answer.json).toEqual({ ended: 0 });
    expect(site.events.of("sessions_ended")).toEqual([]);
  });
});

test.each([
  ["GET", "/session"],
  ["GET", "/sessions"],
  ["DELETE", "/sessions"],
  ["DELETE", `/sessions/${someSid}`],
  ["POST", "/receipt"],
])("%s %s is for the holder of an access token only, not of a cookie", async (method, path) => {
  const { site, laptop } = await people();
  const headers = { ...fromOwnPage, ...cookie(laptop.refreshToken) };
  expectProblem(await site.send(method, path, { headers }), "access_token_missing");
  expectProblem(await site.send(method, path, { headers: bearer("x") }), "access_token_invalid");
});
