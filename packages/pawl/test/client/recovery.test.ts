/**
 * Goal: when the auth server cannot be reached, one attempt after the other is made, further and further apart, by one
 * tab for all; and everything heals by itself (complaints 29, 30, 32, 33 and 34).
 * Method: clients on a server that is cut off, on manual time; the requests of ten minutes are counted.
 */
import { expect, test } from "vitest";
import { problem } from "./support/answers.ts";
import { browser, notes, sessionOf } from "./support/browser.ts";
import { makeClient, outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { type Answer, held, offline, scriptedServer } from "./support/scripted-server.ts";

const minute = 60_000;
const overloaded =
  (seconds: number): Answer =>
  () =>
    problem("overloaded", { headers: { "retry-after": String(seconds) } });

test("complaint 32: attempts come further and further apart, up to half a minute, and by themselves", async () => {
  const { client, server, time } = await signedInClient();
  server.always("/auth/refresh", offline);
  await outcomeOf(client.refresh());
  const delays: number[] = [];
  for (let attempt = 0; attempt < 8; attempt++) {
    const [delay = Number.NaN] = time.pending();
    delays.push(delay);
    await time.advance(delay);
  }
  expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  server.normally("/auth/refresh");
  await time.advance(15_000);
  expect(client.state).toMatchObject({ status: "signedIn", offline: false });
  server.arrived.length = 0;
  await time.advance(10 * minute);
  expect(server.to("/auth/refresh")).toEqual([]);
});

test("after a success the next outage starts over with short waits", async () => {
  const { client, server, time } = await signedInClient();
  for (let outage = 0; outage < 3; outage++) {
    server.always("/auth/refresh", offline);
    await outcomeOf(client.refresh());
    expect(time.pending()[0]).toBe(500);
    await time.advance(3000);
    server.normally("/auth/refresh");
    await time.advance(minute);
    expect(client.state).toMatchObject({ offline: false });
  }
});

test("`offline` is in the state while nothing gets through, from the first failure to the first answer", async () => {
  const { client, server, time, states } = await signedInClient();
  server.once("/auth/refresh", offline);
  server.once("/auth/refresh", offline);
  await outcomeOf(client.refresh());
  await time.advance(minute);
  expect(states.map((state) => "offline" in state && state.offline)).toEqual([false, true, false]);
  expect(states.map((state) => state.status)).toEqual(["signedIn", "signedIn", "signedIn"]);
});

test("a token that is still good is sent although the last refresh failed, and costs no further attempt", async () => {
  const { client, server } = await signedInClient();
  server.always("/auth/refresh", offline);
  await outcomeOf(client.refresh());
  expect(client.state).toMatchObject({ offline: true });
  server.arrived.length = 0;
  for (let call = 0; call < 5; call++) expect(await client.fetch(notes)).toMatchObject({ status: 200 });
  expect(await client.accessToken()).toBe("access-token-1");
  expect(server.to("/auth/refresh")).toEqual([]);
});

test("calls while the server is left alone fail at once and say for how long; later ones may ask again", async () => {
  const { client, server, time } = await signedInClient();
  await time.advance(30 * minute);
  server.always("/auth/refresh", overloaded(60));
  await outcomeOf(client.fetch(notes));
  await time.advance(10_000);
  for (let call = 0; call < 20; call++) {
    expect(await outcomeOf(client.fetch(notes))).toMatchObject({
      name: "UnavailableError",
      retryAfterMs: 50_000,
    });
  }
  expect(server.to("/auth/refresh")).toHaveLength(1);
});

test("a call may ask three seconds after a failure, however far apart the attempts are by then", async () => {
  const { client, server, time } = await signedInClient();
  await time.advance(30 * minute);
  server.always("/auth/refresh", offline);
  await outcomeOf(client.fetch(notes));
  await time.advance(5 * minute);
  const [delay = 0] = time.pending();
  await time.advance(delay);
  expect(time.pending()[0]).toBe(15_000);
  server.normally("/auth/refresh");
  expect(await outcomeOf(client.fetch(notes))).toMatchObject({
    name: "UnavailableError",
    retryAfterMs: 3000,
  });
  await time.advance(3000);
  expect(await client.fetch(notes)).toMatchObject({ status: 200 });
});

test.each([
  ["-5", 500],
  ["", 500],
  ["soon", 500],
  ["Wed, 21 Oct 2037 07:28:00 GMT", 500],
  ["7", 7500],
  ["1e99", 300_500],
])("Retry-After: %s", async (value, expected) => {
  const { client, server, time } = await signedInClient();
  server.once("/auth/refresh", () => problem("overloaded", { headers: { "retry-after": value } }));
  await outcomeOf(client.refresh());
  expect(time.pending()[0]).toBe(expected);
});

test("complaint 32: five tabs, offline for ten minutes, make as many requests as one", async () => {
  const counts: number[] = [];
  for (const tabs of [1, 5]) {
    const one = await browser({ tabs });
    one.server.always("/auth/refresh", offline);
    await one.time.advance(30 * minute);
    const calls = one.tabs.map(({ client }) => outcomeOf(client.fetch(notes)));
    await one.time.advance(1000);
    await Promise.all(calls);
    expect(one.tabs.map(({ client: { state } }) => "offline" in state && state.offline)).toEqual(
      Array(tabs).fill(true),
    );
    await one.time.advance(10 * minute);
    counts.push(one.refreshes());
  }
  const [alone = 0, five = 0] = counts;
  expect(alone).toBeGreaterThan(20);
  // The mean wait of the owner depends on its luck.
  expect(five).toBeLessThan(2.5 * alone);
});

test("complaint 32: so do five tabs whose requests are never answered", async () => {
  const { tabs, first, server, time, refreshes } = await browser({ tabs: 5 });
  await time.advance(30 * minute);
  server.always("/auth/refresh", held().answer);
  void outcomeOf(first.client.fetch(notes));
  await time.advance(20_000);
  for (const { client } of tabs) void outcomeOf(client.fetch(notes));
  await time.advance(minute);
  const before = refreshes();
  await time.advance(10 * minute);
  // One tab alone makes one every 8 s and what it waits, 8 to 38 s.
  expect(refreshes() - before).toBeLessThanOrEqual(75);
});

test("complaint 32: five tabs opened without a connection try once each, then one tries for all, and all heal", async () => {
  const { tabs, server, time, open, refreshes } = await browser({ tabs: 1 });
  tabs[0]?.client.close();
  server.always("/auth/refresh", offline);
  for (let tab = 0; tab < 5; tab++) await open();
  const opened = tabs.slice(1);
  expect(refreshes()).toBe(5);
  await time.advance(10 * minute);
  expect(refreshes()).toBeLessThan(110);
  expect(opened.map(({ client }) => client.state)).toEqual(
    Array(5).fill({ status: "restoring", offline: true, subject: undefined }),
  );
  server.normally("/auth/refresh");
  const statuses = (): string[] => opened.map(({ client }) => client.state.status);
  while (!statuses().includes("signedIn")) await time.advance(100);
  // The others are not told who they are, but that it is worth asking.
  await time.advance(2000);
  expect(statuses()).toEqual(Array(5).fill("signedIn"));
});

test("the tab that tries for all is closed: another stands in for it, and all heal", async () => {
  const { tabs, server, time } = await browser({ tabs: 5 });
  server.always("/auth/refresh", offline);
  await time.advance(30 * minute);
  for (const { client } of tabs) void outcomeOf(client.fetch(notes));
  await time.advance(minute);
  const attempts = (): number[] => tabs.map(({ ofType }) => ofType("refresh_started").length);
  for (let closed = 0; closed < 4; closed++) {
    const before = attempts();
    await time.advance(2 * minute);
    const busiest = attempts().map((count, tab) => count - (before[tab] ?? 0));
    tabs[busiest.indexOf(Math.max(...busiest))]?.client.close();
  }
  server.normally("/auth/refresh");
  await time.advance(minute);
  const open = tabs.filter(({ client: { state } }) => "offline" in state && !state.offline);
  expect(open).toHaveLength(1);
});

test("when the server is back, one answer heals every tab", async () => {
  const { tabs, server, time, refreshes } = await browser({ tabs: 5 });
  server.always("/auth/refresh", offline);
  await time.advance(30 * minute);
  for (const { client } of tabs) void outcomeOf(client.fetch(notes));
  await time.advance(5 * minute);
  server.normally("/auth/refresh");
  const before = refreshes();
  await time.advance(31_000);
  expect(refreshes()).toBe(before + 1);
  for (const tab of tabs) expect(tab.client.state).toMatchObject({ status: "signedIn", offline: false });
  expect(new Set(tabs.map((tab) => sessionOf(tab).generation)).size).toBe(1);
});

test("a server that asks to be left alone is left alone by every tab", async () => {
  const { tabs, server, time, refreshes } = await browser({ tabs: 5 });
  await time.advance(30 * minute);
  server.always("/auth/refresh", overloaded(120));
  for (const { client } of tabs) void outcomeOf(client.fetch(notes));
  await time.advance(100_000);
  for (const { client } of tabs) void outcomeOf(client.fetch(notes));
  await time.advance(19_000);
  expect(refreshes()).toBe(1);
});

test("complaint 29: opened without a connection, the page is nobody's yet, and then the user's", async () => {
  const server = scriptedServer();
  server.always("/auth/refresh", offline);
  const { client, time, states } = makeClient({ server });
  await time.advance(10 * minute);
  expect(states.map(({ status }) => status)).toEqual(["restoring", "restoring"]);
  server.normally("/auth/refresh");
  await time.advance(31_000);
  expect(client.state).toMatchObject({ status: "signedIn", session: { subject: "ada" } });
});

test("complaints 30, 33: no proxy, portal, outage or burst ends a session, at any time", async () => {
  const answers: Answer[] = [
    offline,
    () => new Response("<html>", { status: 403 }),
    () => new Response("<html>", { status: 200, headers: { "content-type": "text/html" } }),
    () => new Response("", { status: 502 }),
    () => new Response("", { status: 429, headers: { "retry-after": "2" } }),
    () => Response.json({ code: "session_revoked" }, { status: 401 }),
    () => problem("store_unavailable"),
    () => problem("internal_error"),
    () => problem("csrf_rejected"),
    () => problem("duplicate_cookie"),
  ];
  const { client, server, time, states } = await signedInClient();
  for (const answer of answers) server.once("/auth/refresh", answer);
  await outcomeOf(client.refresh());
  await time.advance(10 * minute);
  expect(client.state).toMatchObject({ status: "signedIn", offline: false });
  expect(states.map(({ status }) => status)).toEqual(["signedIn", "signedIn", "signedIn"]);
});

test("close() in the middle of an outage ends the attempts", async () => {
  const { client, server, time } = await signedInClient();
  server.always("/auth/refresh", offline);
  await outcomeOf(client.refresh());
  client.close();
  server.arrived.length = 0;
  await time.advance(10 * minute);
  expect(server.arrived).toEqual([]);
  expect(time.pending()).toEqual([]);
});

test("an attempt that another tab had no answer to leaves no attempt of its own behind", async () => {
  const { first, second, server, time, between } = await browser();
  await time.advance(30 * minute);
  const slow = held();
  server.once("/auth/refresh", slow.answer);
  server.always("/auth/refresh", offline);
  const calls = [first, second].map(({ client }) => outcomeOf(client.fetch(notes)));
  await settled();
  slow.release(() => new Response("", { status: 502 }));
  await time.advance(1);
  await time.advance(200);
  for (const outcome of await Promise.all(calls)) expect(outcome).toMatchObject({ name: "UnavailableError" });
  expect(second.client.state).toMatchObject({ offline: true });
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(between.heard).toMatchObject([{ kind: "unavailable" }]);
});
