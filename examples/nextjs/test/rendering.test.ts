/**
 * Goal: the server of a Next.js app knows who asks, and that costs nobody a session: it rotates nothing, sends nobody to
 * the login page who may be signed in, and makes no loop.
 * Method: the example app, built and started, asked over HTTP; its store is looked at from another process, this one.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { passwordIdentity } from "pawl/server";
import { describe, expect } from "vitest";
import { exampleLogin } from "../lib/settings.ts";
import { accessTokenSeconds } from "./support/app.ts";
import { test } from "./support/example.ts";
import { type Answer, loggedIn, newVisitor, type Visitor } from "./support/visitor.ts";

const forAda = `Rendered on the server for <strong>${exampleLogin.email}</strong>`;
const forNobody = "One moment…";

/** A page as Next's router asks for it; Next first names the address that caches must tell it by. */
async function visitPart(visitor: Visitor, path: string): Promise<Answer> {
  const { headers } = await visitor.visit(path, { rsc: "1" });
  return visitor.visit(headers.get("location") ?? path, { rsc: "1" });
}

describe("complaint 37", () => {
  test("complaint 37: rendering a page on the server never rotates, and writes nothing", async ({ app }) => {
    const { visitor, sid } = await loggedIn(app.origin);
    const before = await app.store.sessions.find(sid);
    // The proxy reads, the page does, and two of its components do.
    const pages = await Promise.all(Array.from({ length: 10 }, () => visitor.visit("/notes")));
    const parts = await Promise.all(Array.from({ length: 5 }, () => visitPart(visitor, "/notes")));
    for (const page of pages) expect([page.status, page.text.includes(forAda)]).toEqual([200, true]);
    for (const part of parts)
      expect([part.status, part.text.includes(exampleLogin.email)]).toEqual([200, true]);
    expect([...pages, ...parts].flatMap(({ setCookies }) => setCookies)).toEqual([]);
    expect(before?.generation).toBe(0);
    expect(await app.store.sessions.find(sid)).toEqual(before);
  });

  test("complaint 37: the client's refresh right after a server render is not taken for reuse", async ({
    app,
  }) => {
    const { visitor, sid } = await loggedIn(app.origin);
    const old = visitor.cookie;
    await visitor.visit("/notes");
    const refreshed = await visitor.post("/refresh");
    expect([refreshed.status, JSON.parse(refreshed.text).rotation]).toEqual([200, "rotated"]);
    expect(visitor.cookie).not.toBe(old);
    // A page that was asked for just before the refresh, and arrives just after it.
    const late = newVisitor(app.origin);
    late.cookie = old;
    expect((await late.visit("/notes")).text).toContain(forAda);
    expect((await visitor.visit("/notes")).text).toContain(forAda);
    expect(await app.store.sessions.find(sid)).toMatchObject({ generation: 1, ended: null });
  });

  test("complaint 37: pages and refreshes with one cookie at the same time end no session", async ({
    app,
  }) => {
    const { visitor, sid } = await loggedIn(app.origin);
    const { cookie } = visitor;
    const tabs = Array.from({ length: 6 }, () => Object.assign(newVisitor(app.origin), { cookie }));
    const answers = await Promise.all(
      tabs.map((tab, index) => (index % 2 === 0 ? tab.visit("/notes") : tab.post("/refresh"))),
    );
    expect(answers.map(({ status }) => status)).toEqual(tabs.map(() => 200));
    expect(await app.store.sessions.find(sid)).toMatchObject({ generation: 1, ended: null });
  });
});

describe("complaint 38", () => {
  test("complaint 38: an ended session leads to the login page once, which leads nowhere", async ({
    app,
  }) => {
    const { visitor, sid } = await loggedIn(app.origin);
    await app.store.sessions.revoke(sid, { reason: "revoked_by_admin", at: Date.now() });
    const page = await visitor.visit("/notes?sort=newest");
    expect([page.status, page.headers.get("location")]).toEqual([
      307,
      `/login?return_to=${encodeURIComponent("/notes?sort=newest")}`,
    ]);
    expect(page.setCookies).toEqual([]);
    const login = await visitor.visit(page.headers.get("location") ?? "");
    expect([login.status, login.setCookies]).toEqual([200, []]);
    // Only here is the browser told, and with the reason; the cookie goes with it.
    const refused = await visitor.post("/refresh");
    expect([refused.status, JSON.parse(refused.text).reason]).toEqual([401, "revoked_by_admin"]);
    expect(visitor.cookie).toBe("");
    expect((await visitor.visit("/notes")).text).toContain(forNobody);
  });

  test.for([
    ["a worthless cookie", (cookie: string) => `${cookie.slice(0, -2)}xx`],
    ["two cookies of the name", (cookie: string) => `${cookie}; ${cookie}`],
  ] as const)("complaint 38: %s renders for nobody, without a redirect", async ([, changed], { app }) => {
    const { visitor } = await loggedIn(app.origin);
    const { cookie } = visitor;
    visitor.cookie = changed(cookie);
    const page = await visitor.visit("/notes");
    expect([page.status, page.text.includes(forNobody), page.text.includes(forAda)]).toEqual([
      200,
      true,
      false,
    ]);
    expect(page.setCookies).toEqual([]);
  });

  test("complaint 38: a store that is down is 503 on the page, not the login page; then all is as before", async ({
    app,
  }) => {
    const { visitor } = await loggedIn(app.origin);
    const repair = app.breakStore();
    try {
      const page = await visitor.visit("/notes");
      expect([page.status, page.headers.get("location"), page.setCookies]).toEqual([503, null, []]);
      expect(page.text).toContain("nothing to do with your login");
      expect((await visitor.visit("/login")).status).toBe(200);
      expect((await visitor.post("/refresh")).status).toBe(503);
    } finally {
      repair();
    }
    expect((await visitor.visit("/notes")).text).toContain(forAda);
  });
});

test("complaint 46: a missing cookie renders for nobody, and is no logout", async ({ app }) => {
  const { visitor } = await loggedIn(app.origin);
  // As when a link on another site is followed: the browser keeps the cookie, and does not send it.
  const fromElsewhere = await newVisitor(app.origin).visit("/notes", { "sec-fetch-site": "cross-site" });
  expect([fromElsewhere.status, fromElsewhere.headers.get("location")]).toEqual([200, null]);
  expect(fromElsewhere.text).toContain(forNobody);
  expect(fromElsewhere.text).not.toContain(exampleLogin.email);
  expect((await visitor.visit("/notes")).text).toContain(forAda);
});

test("no cache keeps a page that depends on who is signed in", async ({ app }) => {
  const { visitor } = await loggedIn(app.origin);
  for (const path of ["/notes", "/login", "/"]) {
    expect((await visitor.visit(path)).headers.get("cache-control")).toContain("no-store");
  }
  const part = await visitPart(visitor, "/notes");
  expect(part.headers.get("cache-control")).toContain("no-store");
});

describe("a server action", () => {
  /** Sends the form of a page as it was rendered for somebody, on behalf of whoever sends it. */
  async function submit(sender: Visitor, page: Answer, origin: string, text: string): Promise<Answer> {
    const form = new FormData();
    for (const [, name = "", value = ""] of page.text.matchAll(
      /<input type="hidden" name="([^"]*)"(?: value="([^"]*)")?/g,
    )) {
      form.set(name, value.replaceAll("&quot;", '"'));
    }
    form.set("text", text);
    return sender.submit("/notes", form, { origin });
  }

  test("knows the user by the cookie, rotates nothing, and obeys no page of another site", async ({
    app,
  }) => {
    const { visitor, sid } = await loggedIn(app.origin);
    const before = await app.store.sessions.find(sid);
    const page = await visitor.visit("/notes");
    const own = await submit(visitor, page, app.origin, "From the own page");
    expect([own.text.includes("From the own page"), own.setCookies]).toEqual([true, []]);
    const foreign = await submit(visitor, page, "https://evil.example", "From another site");
    expect([foreign.status, foreign.setCookies]).toEqual([500, []]);
    expect((await visitor.visit("/notes")).text).not.toContain("From another site");
    expect(await app.store.sessions.find(sid)).toEqual(before);
  });

  test("complaint 50: a form that was rendered for one user is not obeyed in the name of another", async ({
    app,
  }) => {
    const grace = { email: "grace@example.com", password: "a nanosecond is a foot of wire" };
    await passwordIdentity({ users: app.store.users }).addUser(grace);
    const { visitor } = await loggedIn(app.origin);
    const page = await visitor.visit("/notes");
    // In the same browser, in another tab.
    await visitor.post("/login", grace);
    const answer = await submit(visitor, page, app.origin, "Of the first user");
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/notes"]);
    const hers = await visitor.visit("/notes");
    expect(hers.text).toContain(grace.email);
    expect(hers.text).not.toContain("Of the first user");
  });
});

test("what a page shows to those who are signed in is there at the first paint, before any script ran", async ({
  app,
}) => {
  const { visitor } = await loggedIn(app.origin);
  expect((await visitor.visit("/notes")).text).toMatch(/<button[^>]*>Log out</);
});

test("GET /events comes through at once, and tells that the session ended", async ({ app }) => {
  const { visitor, sid } = await loggedIn(app.origin);
  const { access_token: token } = JSON.parse((await visitor.post("/refresh")).text);
  const headers = { authorization: `Bearer ${token}`, "accept-encoding": "gzip" };
  const response = await fetch(`${app.origin}/auth/events`, { headers });
  const chunks = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  // Before anything has happened: a comment, which no proxy or compression may hold back.
  expect((await chunks.read()).value).toMatch(/^:/);
  await app.store.sessions.revoke(sid, { reason: "revoked_by_admin", at: Date.now() });
  let told = "";
  for (let next = await chunks.read(); !next.done; next = await chunks.read()) told += next.value;
  expect(told).toContain("event: session_ended");
  expect(told).toContain("revoked_by_admin");
});

test("a route handler opens by the access token alone: the cookie is not enough", async ({ app }) => {
  const { visitor } = await loggedIn(app.origin);
  const byCookie = await visitor.visit("/api/notes");
  expect([byCookie.status, byCookie.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="pawl"']);
  const { access_token: token } = JSON.parse((await visitor.post("/refresh")).text);
  const authorization = `Bearer ${token}`;
  expect((await newVisitor(app.origin).visit("/api/notes", { authorization })).status).toBe(200);
  await sleep((accessTokenSeconds + 1) * 1000);
  const expired = await newVisitor(app.origin).visit("/api/notes", { authorization });
  expect(expired.status).toBe(401);
  expect(expired.headers.get("www-authenticate")).toContain('error="invalid_token"');
  // What the page shows does not depend on the access token.
  expect((await visitor.visit("/notes")).text).toContain(forAda);
});
