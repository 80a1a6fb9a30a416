/**
 * Goal: a store that gives no answer is 503 and "try again", on every route, and never 401, never a pass, never the
 * end of a session (C83, A62; complaints 18, 30).
 * Method: every call of the store that a request makes fails in turn, before and after its write, over real HTTP.
 */
import { describe, expect, test } from "vitest";
import { seconds } from "../../src/session/policy.ts";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { aroundStore } from "../support/around-store.ts";
import { type FaultyStore, faultyStore } from "../support/faulty-store.ts";
import { ada } from "../support/people.ts";
import { expectProblem } from "./support/problem.ts";
import type { Answer } from "./support/send.ts";
import { fromOwnPage, openSite, type Site } from "./support/site.ts";
import { bearer, cookie, type Held, held, login, logout, refresh, whoAmI } from "./support/visits.ts";

async function open(): Promise<{ site: Site; store: FaultyStore; mine: Held }> {
  const store = faultyStore(memoryStore());
  const site = await openSite({ store });
  return { site, store, mine: await login(site) };
}

type Visit = (site: Site, mine: Held) => Promise<Answer>;

const logIn: Visit = (site) =>
  site.send("POST", "/login", {
    headers: fromOwnPage,
    body: { email: ada.email, password: ada.password },
  });
const refreshByBody: Visit = (site, { refreshToken }) =>
  site.send("POST", "/refresh", { body: { refresh_token: refreshToken } });

const needStore: [string, Visit][] = [
  ["POST /login", logIn],
  ["POST /refresh by cookie", (site, mine) => refresh(site, mine.refreshToken)],
  ["POST /refresh by body", refreshByBody],
  ["POST /logout", (site, mine) => logout(site, mine.refreshToken)],
  [
    "POST /logout by access token",
    (site, { tokens }) => site.send("POST", "/logout", { headers: bearer(tokens.access_token) }),
  ],
  ["GET /session", (site, { tokens }) => whoAmI(site, tokens.access_token)],
  [
    "GET /sessions",
    (site, { tokens }) => site.send("GET", "/sessions", { headers: bearer(tokens.access_token) }),
  ],
  [
    "DELETE /sessions",
    (site, { tokens }) => site.send("DELETE", "/sessions", { headers: bearer(tokens.access_token) }),
  ],
  [
    "DELETE /sessions/:sid",
    (site, { tokens, sid }) =>
      site.send("DELETE", `/sessions/${sid}`, { headers: bearer(tokens.access_token) }),
  ],
  ["GET /readyz", (site) => site.send("GET", "/readyz")],
];

test.each(needStore)(
  "%s is 503 with Retry-After, touches no cookie, and works again afterwards",
  async (_, visit) => {
    const { site, store, mine } = await open();
    store.out = true;
    for (let times = 0; times < 3; times++) {
      const answer = await visit(site, mine);
      expectProblem(answer, "store_unavailable");
      expect(answer.setCookies).toEqual([]);
    }
    const told = site.events.of("unavailable");
    expect(told.length).toBeGreaterThanOrEqual(3);
    expect(told.every(({ error }) => error instanceof StoreError)).toBe(true);
    expect(site.events.of("session_ended")).toEqual([]);
    store.out = false;
    expect((await visit(site, mine)).status).toBeLessThan(300);
  },
);

test("what needs no store works without it: an access token is still checked", async () => {
  const { site, store, mine } = await open();
  store.out = true;
  expect((await site.pawl.verify(mine.tokens.access_token)).sid).toBe(mine.sid);
  const receipt = await site.send("POST", "/receipt", { headers: bearer(mine.tokens.access_token) });
  expect(receipt.status).toBe(204);
  expectProblem(await whoAmI(site, "garbage"), "access_token_invalid");
  expectProblem(await refresh(site, "garbage"), "refresh_token_unknown");
  expect((await site.send("GET", "/healthz")).status).toBe(200);
});

test("a process that never saw a key is 503 for every access token, not 401", async () => {
  const store = faultyStore(memoryStore());
  const site = await openSite({ store });
  store.out = true;
  expectProblem(await whoAmI(site, "a.b.c"), "store_unavailable");
  expectProblem(await site.send("POST", "/receipt", { headers: bearer("a.b.c") }), "store_unavailable");
  expectProblem(await site.send("POST", "/logout", { headers: bearer("a.b.c") }), "store_unavailable");
});

describe.each(["before", "after"] as const)("a rotation whose connection breaks %s the commit", (moment) => {
  test("is 503; the retry with the same cookie gets the one successor", async () => {
    const { site, store, mine } = await open();
    store.failNext("sessions.rotate", moment);
    const broken = await refresh(site, mine.refreshToken);
    expectProblem(broken, "store_unavailable");
    expect(broken.setCookies).toEqual([]);
    site.clock.advance(seconds(1));
    const retried = held(await refresh(site, mine.refreshToken));
    expect(retried.tokens.rotation).toBe(moment === "before" ? "rotated" : "replayed");
    expect(retried.tokens.session.generation).toBe(1);
    expect((await whoAmI(site, retried.tokens.access_token)).status).toBe(200);
  });

  test("is nobody's end, also when the retry comes after a night", async () => {
    const { site, store, mine } = await open();
    store.failNext("sessions.rotate", moment);
    await refresh(site, mine.refreshToken);
    site.clock.advance(seconds(36_000));
    expect(held(await refresh(site, mine.refreshToken)).sid).toBe(mine.sid);
  });
});

describe.each(["before", "after"] as const)("a logout whose connection breaks %s the commit", (moment) => {
  test("is 503 and keeps the cookie for the retry, which ends the session", async () => {
    const { site, store, mine } = await open();
    store.failNext("sessions.revoke", moment);
    const broken = await logout(site, mine.refreshToken);
    expectProblem(broken, "store_unavailable");
    expect(broken.setCookies).toEqual([]);
    expect((await logout(site, mine.refreshToken)).status).toBe(204);
    expectProblem(await refresh(site, mine.refreshToken), "session_revoked", { reason: "logged_out" });
  });
});

describe("a login whose store breaks", () => {
  test.each(["before", "after"] as const)("%s the insert is 503 and ends nothing", async (moment) => {
    const { site, store, mine } = await open();
    store.failNext("sessions.insert", moment);
    const answer = await site.send("POST", "/login", {
      headers: { ...fromOwnPage, ...cookie(mine.refreshToken) },
      body: { email: ada.email, password: ada.password },
    });
    expectProblem(answer, "store_unavailable");
    expect(answer.setCookies).toEqual([]);
    expect((await whoAmI(site, mine.tokens.access_token)).status).toBe(200);
  });
});

test("a receipt that cannot be written is told in an event, and the request is none the worse", async () => {
  const { site, store, mine } = await open();
  const { tokens } = held(await refresh(site, mine.refreshToken));
  store.failNext("sessions.receive", "before");
  expect((await whoAmI(site, tokens.access_token)).status).toBe(200);
  expect(site.events.of("unavailable").map(({ what }) => what)).toEqual(["receipt"]);
});

test("a store that breaks its contract with another error is 500: loud, and still nobody's end", async () => {
  let broken = false;
  const store = aroundStore(memoryStore(), (_, run) =>
    broken ? Promise.reject(new TypeError("x is not a function")) : run(),
  );
  const site = await openSite({ store });
  const mine = await login(site);
  broken = true;
  const answer = await refresh(site, mine.refreshToken);
  expectProblem(answer, "internal_error");
  expect(answer.setCookies).toEqual([]);
  expect(site.events.of("internal_error").map(({ route }) => route)).toEqual(["/refresh"]);
  broken = false;
  expect(held(await refresh(site, mine.refreshToken)).sid).toBe(mine.sid);
});
