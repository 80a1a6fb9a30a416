// @vitest-environment happy-dom
/**
 * Goal: a client that could not reach the server tries at once when the network or the user is back, but not before
 * the server wants to be asked again (complaints 13 and 34).
 * Method: a cut-off client in a document, on manual time; the page's events are dispatched by hand.
 */
import { expect, onTestFinished, test } from "vitest";
import { problem } from "./support/answers.ts";
import { browser, notes } from "./support/browser.ts";
import { outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { held, offline } from "./support/scripted-server.ts";
import { show } from "./support/show.ts";

const apart = { live: false, apiOrigins: ["https://app.test"] };

async function cutOff() {
  const scene = await signedInClient(apart);
  scene.server.always("/auth/refresh", offline);
  await outcomeOf(scene.client.refresh());
  await scene.time.advance(300_000);
  const [delay = 0] = scene.time.pending();
  await scene.time.advance(delay);
  expect(scene.time.pending()).toEqual([15_000]);
  scene.server.arrived.length = 0;
  return scene;
}

const wakes: [string, () => void][] = [
  ["the network is back", () => dispatchEvent(new Event("online"))],
  ["the window has the focus again", () => dispatchEvent(new Event("focus"))],
  ["the page is visible again", () => show("visible")],
];

test.each(wakes)("an attempt is made at once when %s", async (_name, wake) => {
  const { client, server, time } = await cutOff();
  server.normally("/auth/refresh");
  wake();
  await time.advance(300);
  expect(client.state).toMatchObject({ status: "signedIn", offline: false });
});

test("complaint 13: several of them at once make one attempt", async () => {
  const { server, time } = await cutOff();
  for (const [, wake] of wakes) wake();
  await time.advance(300);
  expect(server.to("/auth/refresh")).toHaveLength(1);
});

test("a page that is hidden makes none", async () => {
  const { server, time } = await cutOff();
  show("hidden");
  await time.advance(300);
  expect(server.to("/auth/refresh")).toEqual([]);
});

test("while nothing is wrong, none of them costs a request", async () => {
  const { server, time } = await signedInClient(apart);
  for (const [, wake] of wakes) wake();
  await time.advance(60_000);
  expect(server.arrived).toEqual([]);
});

test.each(wakes)("a server that asked to be left alone is not asked because %s", async (_name, wake) => {
  const { client, server, time } = await signedInClient(apart);
  for (const seconds of ["2", "60"]) {
    server.once("/auth/refresh", () => problem("overloaded", { headers: { "retry-after": seconds } }));
    server.arrived.length = 0;
    await outcomeOf(client.refresh());
    wake();
    await time.advance(Number(seconds) * 1000 - 1);
    expect(server.to("/auth/refresh")).toHaveLength(1);
    await time.advance(60_000);
    expect(client.state).toMatchObject({ offline: false });
  }
});

test("nor by the tabs that heard of it from another one", async () => {
  const { tabs, server, time, refreshes } = await browser({ tabs: 3, ...apart });
  await time.advance(1_800_000);
  server.always("/auth/refresh", () => problem("overloaded", { headers: { "retry-after": "60" } }));
  const calls = tabs.map(({ client }) => outcomeOf(client.fetch(notes)));
  await time.advance(1000);
  await Promise.all(calls);
  for (const [, wake] of wakes) wake();
  await time.advance(50_000);
  expect(refreshes()).toBe(1);
});

test("several tabs that wake at once when the network is back make one request", async () => {
  const { tabs, server, time, refreshes } = await browser({ tabs: 5, ...apart });
  server.always("/auth/refresh", offline);
  await time.advance(1_800_000);
  for (const { client } of tabs) void outcomeOf(client.fetch(notes));
  await time.advance(300_000);
  server.normally("/auth/refresh");
  const before = refreshes();
  for (const [, wake] of wakes) wake();
  await time.advance(1000);
  expect(refreshes()).toBe(before + 1);
  for (const { client } of tabs) expect(client.state).toMatchObject({ offline: false });
});

test("a page that is left says nothing of the requests that it breaks off, and asks when it is back", async () => {
  const { first, second, server, time, between } = await browser(apart);
  const slow = held();
  server.once("/auth/refresh", slow.answer);
  const asking = outcomeOf(first.client.refresh());
  await settled();
  dispatchEvent(new Event("pagehide"));
  slow.release(() => Response.error());
  expect(await asking).toMatchObject({ name: "UnavailableError" });
  await time.advance(60_000);
  expect(between.heard).toEqual([]);
  expect(second.client.state).toMatchObject({ offline: false });
  dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  await time.advance(1000);
  expect(first.client.state).toMatchObject({ status: "signedIn", offline: false });
});

test("close() stops listening", async () => {
  const { client, server, time } = await cutOff();
  client.close();
  for (const [, wake] of wakes) wake();
  await time.advance(60_000);
  expect(server.arrived).toEqual([]);
});

test("the three events, pagehide, pageshow and storage are all that a client without its live part listens to", async () => {
  const before = { add: globalThis.addEventListener, remove: globalThis.removeEventListener };
  const listening: string[] = [];
  globalThis.addEventListener = (...[type, listener]: [string, unknown]) => {
    listening.push(type);
    before.add.call(globalThis, type, listener as EventListener);
  };
  globalThis.removeEventListener = (...[type, listener]: [string, unknown]) => {
    listening.splice(listening.indexOf(type), 1);
    before.remove.call(globalThis, type, listener as EventListener);
  };
  onTestFinished(() => {
    globalThis.addEventListener = before.add;
    globalThis.removeEventListener = before.remove;
  });
  const { client } = await signedInClient(apart);
  expect(listening.toSorted()).toEqual(["focus", "online", "pagehide", "pageshow", "pageshow", "storage"]);
  client.close();
  expect(listening).toEqual([]);
});
