/**
 * Goal: complaints 19 and 26: code of the app that runs inside the client, and asks it for more, neither waits for
 * itself nor disturbs anybody; a refresh that failed is not remembered; clients made twice do not get in each other's
 * way.
 * Method: listeners that refresh, fetch, log out, close and throw, under a lock that only one can hold.
 */
import { expect, test } from "vitest";
import type { Client } from "../../src/client/index.ts";
import { createLock } from "../../src/client/lock.ts";
import { problem } from "./support/answers.ts";
import { browser, notes, shared } from "./support/browser.ts";
import { fakeLocks } from "./support/fake-locks.ts";
import { five, makeClient, outcomeOf, type Scene, signedInClient } from "./support/make-client.ts";
import { manualTime, settled } from "./support/manual-time.ts";
import { held, offline } from "./support/scripted-server.ts";

/** A client whose first new state and first event make it call `verb` again. */
async function reentrant(verb: (client: Client) => Promise<unknown>) {
  const outcomes: Promise<unknown>[] = [];
  const locks = fakeLocks();
  const time = manualTime();
  let scene: Scene | undefined;
  const again = (): void => {
    if (scene && outcomes.length < 3) outcomes.push(outcomeOf(verb(scene.client)));
  };
  scene = await signedInClient({
    time,
    lock: createLock(shared, time.timers, locks.manager),
    onEvent: ({ type }) => type.startsWith("refresh_") && again(),
  });
  scene.client.subscribe(again);
  return { ...scene, locks, outcomes };
}

test.each<[string, (client: Client) => Promise<unknown>]>([
  ["refresh()", (client) => client.refresh()],
  ["fetch()", (client) => client.fetch(notes)],
  ["accessToken()", (client) => client.accessToken()],
  ["login()", (client) => client.login({ email: "ada", password: "right" })],
  ["settled()", (client) => client.settled()],
])(
  "complaint 19: %s from inside a listener settles, and so does what the listener was told of",
  async (_name, verb) => {
    const { client, outcomes, locks, time } = await reentrant(verb);
    expect(await client.refresh()).toMatchObject({ subject: "ada" });
    await time.advance(1000);
    expect(outcomes.length).toBeGreaterThan(0);
    for (const outcome of await Promise.all(outcomes)) expect(outcome).not.toBeInstanceOf(Error);
    expect(locks.held()).toEqual([]);
    expect(client.state).toMatchObject({ status: "signedIn" });
  },
);

test.each(["logout", "close"] as const)(
  "complaint 19: %s() from inside a listener does what it says",
  async (verb) => {
    const { client, outcomes, locks, time } = await reentrant(async (inner) => inner[verb]());
    expect(await outcomeOf(client.refresh())).toBeInstanceOf(Error);
    await time.advance(10_000);
    await Promise.all(outcomes);
    expect(locks.held()).toEqual([]);
    expect(await outcomeOf(client.accessToken())).toBeInstanceOf(Error);
  },
);

test("a listener that throws keeps no other from hearing, and no call from its answer", async () => {
  const { client } = await signedInClient({
    onEvent: () => {
      throw new Error("in onEvent");
    },
  });
  const heard: string[] = [];
  client.subscribe(() => {
    throw new Error("in a listener");
  });
  client.subscribe(({ status }) => void heard.push(status));
  const errors: unknown[] = [];
  const report = globalThis.reportError;
  globalThis.reportError = (error) => void errors.push(error);
  await client.refresh();
  globalThis.reportError = report;
  expect(heard).toEqual(["signedIn"]);
  expect(errors.length).toBeGreaterThan(1);
});

test("complaint 26: a refresh that failed is forgotten: the next one asks again", async () => {
  const { client, server } = await signedInClient();
  server.once("/auth/refresh", offline);
  expect(await five(() => client.refresh())).toMatchObject(Array(5).fill({ name: "UnavailableError" }));
  expect(await five(() => client.refresh())).toMatchObject(Array(5).fill({ subject: "ada" }));
  expect(server.to("/auth/refresh")).toHaveLength(2);
});

test("complaint 26: one that succeeded is not given out for ever: the next one is a new one", async () => {
  const { client } = await signedInClient();
  const [first, second] = [await client.refresh(), await client.refresh()];
  expect(second.generation).toBe(first.generation + 1);
});

test("complaint 26: a network error clears no token", async () => {
  const { client, server } = await signedInClient();
  server.always("/auth/refresh", offline);
  await outcomeOf(client.refresh());
  expect(await client.accessToken()).toBe("access-token-1");
});

test("complaint 25: a login is one exchange: nothing is refreshed after it in this tab", async () => {
  const { client, server, time } = await signedInClient();
  await client.login({ email: "ada", password: "right" });
  await client.fetch(notes);
  await time.advance(60_000);
  expect(server.arrived.map(({ path }) => path)).toEqual(["/auth/login", "/api/notes"]);
});

test("complaint 19: a client that is closed as soon as it is made, as in Strict Mode, leaves all to the second", async () => {
  const { open, server, locks, time, tabs } = await browser({ tabs: 1 });
  tabs[0]?.client.close();
  const slow = held();
  server.once("/auth/refresh", slow.answer);
  const first = open();
  await settled();
  (await first).client.close();
  const second = await open();
  await time.advance(1000);
  expect(second.client.state).toMatchObject({ status: "signedIn" });
  expect(await second.client.fetch(notes)).toMatchObject({ status: 200 });
  expect(locks.held()).toEqual([]);
  // The first one was broken off, or never sent.
  expect(server.to("/auth/refresh").length).toBeLessThanOrEqual(2);
});

test("complaint 19: made, closed and made again in one turn, there is one session and no waiting", async () => {
  const time = manualTime();
  const locks = fakeLocks();
  const lock = () => createLock(shared, time.timers, locks.manager);
  const first = makeClient({ time, lock: lock() });
  first.client.close();
  const { client, server } = makeClient({ time, server: first.server, lock: lock() });
  await settled();
  expect(client.state).toMatchObject({ status: "signedIn" });
  expect(first.client.state.status).toBe("restoring");
  expect(server.to("/auth/refresh").length).toBeLessThanOrEqual(2);
  expect(time.pending()).toEqual([]);
});

test("its functions need no `this`", async () => {
  const { client, server } = await signedInClient();
  const { refresh, fetch, accessToken, settled: known, serverNow, subscribe, logout, login, close } = client;
  expect(await refresh()).toMatchObject({ subject: "ada" });
  expect(await fetch(notes)).toMatchObject({ status: 200 });
  expect(await accessToken()).toMatch(/^access-token/);
  expect(await known()).toBe(client.state);
  expect(serverNow()).toBeTypeOf("number");
  subscribe(() => undefined)();
  await logout();
  await login({ email: "ada", password: "right" });
  close();
  expect(server.to("/auth/logout")).toHaveLength(1);
});

test("a client whose server refuses while a listener closes it says so, and nothing more happens", async () => {
  const { client, server, time } = await signedInClient();
  client.subscribe(() => client.close());
  server.always("/auth/refresh", () => problem("session_revoked", { reason: "revoked_by_admin" }));
  expect(await outcomeOf(client.refresh())).toBeInstanceOf(Error);
  server.arrived.length = 0;
  await time.advance(600_000);
  expect(server.arrived).toEqual([]);
});
