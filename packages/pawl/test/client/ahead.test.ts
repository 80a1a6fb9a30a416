// @vitest-environment happy-dom
/**
 * Goal: while the user is active in the visible page no call meets an expired token; while the user is not, nothing
 * keeps the session alive. On the monotonic clock alone (complaints 31, 32, 34, 35, 36 and 49).
 * Method: a client with its live part in a document, on manual time, and a server that ends sessions by time.
 */
import { expect, onTestFinished, test, vi } from "vitest";
import { problem } from "./support/answers.ts";
import { liveClient, use } from "./support/live.ts";
import { outcomeOf, signedInClient } from "./support/make-client.ts";
import { offline } from "./support/scripted-server.ts";
import { act, show } from "./support/show.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const notes = "https://app.test/api/notes";

type Live = Awaited<ReturnType<typeof liveClient>>;

/** The page asks for something each minute, and nobody is there. */
async function poll({ client, time }: Live, forMs: number): Promise<(Response | Error)[]> {
  const outcomes: (Response | Error)[] = [];
  for (let passedMs = 0; passedMs < forMs; passedMs += minute) {
    await time.advance(minute);
    outcomes.push(await outcomeOf(client.fetch(notes)));
  }
  return outcomes;
}

test.each([
  [0, 0.75],
  [0.5, 0.8],
  [0.999, 0.85],
])(
  "complaint 32: with the chance of %d the token is replaced at %d of its lifetime",
  async (chance, share) => {
    const live = await liveClient({ random: () => chance });
    await live.time.advance(minute);
    act();
    await live.time.advance(share * 30 * minute - minute - 5 * second);
    expect(live.refreshes()).toBe(0);
    await live.time.advance(10 * second);
    expect(live.refreshes()).toBe(1);
    expect(live.ofType("refresh_started")).toMatchObject([{ cause: "proactive" }]);
  },
);

test("an active user meets no expired token, for hours, with one refresh each 24 minutes", async () => {
  const live = await liveClient();
  for (let round = 0; round < 8 * 60; round++) {
    await use(live, minute);
    expect(await live.client.fetch(notes)).toMatchObject({ status: 200 });
  }
  expect(live.ofType("request_unauthorized")).toEqual([]);
  expect(live.ofType("refresh_started").every(({ cause }) => cause === "proactive")).toBe(true);
  expect(live.refreshes()).toBe(20);
});

test("while nobody does anything, nothing is refreshed", async () => {
  const live = await liveClient();
  await live.time.advance(6 * hour);
  expect(live.server.arrived).toEqual([]);
});

test("what the user did is reported even if it was a while ago: the session counts from then", async () => {
  const live = await liveClient();
  await live.time.advance(5 * minute);
  act();
  await live.time.advance(20 * minute);
  expect(live.session.told).toEqual([19 * 60]);
  expect(live.session.now() - live.session.facts().last_active_at).toBe(20 * minute);
});

test("complaint 49: background polling reports a growing inactivity, and the session ends for it", async () => {
  const live = await liveClient({ timing: { inactivityMs: 2 * hour } });
  const outcomes = await poll(live, 3 * hour);
  const { told } = live.session;
  expect(told).toEqual(told.toSorted((a, b) => Number(a) - Number(b)));
  expect(told.length).toBeGreaterThanOrEqual(4);
  expect(told[0]).toBe(30 * 60);
  expect(outcomes.at(115)).toMatchObject({ status: 200 });
  expect(outcomes.at(-1)).toMatchObject({ code: "session_expired", reason: "inactivity" });
  expect(live.session.facts().last_active_at).toBe(live.session.now() - 3 * hour);
  expect(live.ofType("refresh_started").map(({ cause }) => cause)).not.toContain("proactive");
});

test("without the live part a refresh says nothing of activity, and so counts as it", async () => {
  const { client, server } = await signedInClient({ live: false });
  await client.refresh();
  expect(JSON.parse(server.to("/auth/refresh")[0]?.body ?? "")).toEqual({ known_revision: "revision-1" });
});

test("a hidden page refreshes nothing ahead; when it is seen again, at once", async () => {
  const live = await liveClient();
  await live.time.advance(minute);
  act();
  show("hidden");
  await live.time.advance(2 * hour);
  expect(live.refreshes()).toBe(0);
  show("visible");
  await live.time.advance(0);
  expect(live.refreshes()).toBe(1);
  expect(live.session.told).toEqual([0]);
});

test("a user who is back at the keyboard late gets a new token at once, before any call", async () => {
  const live = await liveClient();
  await live.time.advance(3 * hour);
  act("keydown");
  act("keydown");
  await live.time.advance(0);
  expect(live.refreshes()).toBe(1);
  expect(await live.client.fetch(notes)).toMatchObject({ status: 200 });
  expect(live.server.to("/api/notes")).toHaveLength(1);
});

test("complaint 35: a refresh made for another reason starts the wait anew; nothing is refreshed twice", async () => {
  const live = await liveClient();
  for (let round = 0; round < 5; round++) {
    await use(live, 20 * minute);
    await live.client.refresh();
  }
  expect(live.refreshes()).toBe(5);
  await use(live, 25 * minute);
  expect(live.refreshes()).toBe(6);
});

test("complaint 35: listeners, failures and calls in between do not put the refresh off", async () => {
  const live = await liveClient();
  for (let round = 0; round < 24; round++) {
    await use(live, minute);
    live.client.subscribe(() => undefined)();
    await live.client.fetch(notes);
  }
  await live.time.advance(minute);
  expect(live.refreshes()).toBe(1);
});

test("complaint 34: after a sleep in which the monotonic clock stood still, a call costs one 401, and no more", async () => {
  const live = await liveClient();
  await live.time.advance(minute);
  live.session.sleep(8 * hour);
  const calls = Promise.all([1, 2, 3].map(() => live.client.fetch(notes)));
  expect((await calls).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(live.refreshes()).toBe(1);
  await live.time.advance(10 * minute);
  expect(live.refreshes()).toBe(1);
});

test("complaint 34: after a sleep past the end, the first call says why the session is over", async () => {
  const live = await liveClient({ timing: { inactivityMs: hour } });
  live.session.sleep(2 * hour);
  expect(await outcomeOf(live.client.fetch(notes))).toMatchObject({ reason: "inactivity" });
});

const wallClocks: [string, (realMs: number) => number][] = [
  ["an hour fast", (ms) => ms + hour],
  ["an hour slow", (ms) => ms - hour],
  ["a day fast", (ms) => ms + day],
  ["a day slow", (ms) => ms - day],
  ["jumping by days", (ms) => ms + (Math.floor(ms) % 2 ? 30 : -30) * day],
  ["standing still", () => 0],
];

test.each(wallClocks)("complaint 31: a local clock that is %s changes nothing", async (_name, wrong) => {
  const { now } = Date;
  let calls = 0;
  const stub = vi.spyOn(Date, "now").mockImplementation(() => wrong(now() + calls++));
  onTestFinished(() => stub.mockRestore());
  const live = await liveClient({ timing: { inactivityMs: 3 * hour } });
  await use(live, 2 * hour);
  expect(live.refreshes()).toBe(5);
  expect(await live.client.fetch(notes)).toMatchObject({ status: 200 });
  await live.time.advance(2 * hour);
  expect(live.client.state).toMatchObject({ status: "signedIn" });
  await live.time.advance(hour + minute);
  expect(live.client.state).toMatchObject({ status: "ended", reason: "inactivity" });
});

test("complaint 36: an API whose clock calls every token expired costs a refresh a call, never a loop", async () => {
  const live = await liveClient();
  live.server.always("/api/notes", () => problem("access_token_invalid"));
  for (let call = 0; call < 3; call++) {
    expect(await live.client.fetch(notes)).toMatchObject({ status: 401 });
  }
  await live.time.advance(10 * minute);
  expect(live.refreshes()).toBe(3);
  expect(live.server.to("/api/notes")).toHaveLength(6);
  expect(live.client.state).toMatchObject({ status: "signedIn", offline: false });
});

test("a failed attempt ahead of time leaves the good token in use, and heals without a call", async () => {
  const live = await liveClient();
  live.server.once("/auth/refresh", offline);
  await use(live, 25 * minute);
  expect(live.client.state).toMatchObject({ status: "signedIn", offline: false });
  expect(live.refreshes()).toBe(2);
  expect(live.ofType("refresh_started").map(({ cause }) => cause)).toEqual(["proactive", "recovery"]);
});

test("a short inactivity timeout is met early: by half of it an active user is reported", async () => {
  const live = await liveClient({ timing: { inactivityMs: 10 * minute } });
  await use(live, 2 * hour);
  expect(live.client.state).toMatchObject({ status: "signedIn" });
  await live.time.advance(second);
  expect(live.session.now() - live.session.facts().last_active_at).toBeLessThanOrEqual(5 * minute);
});

test("lifetimes beyond what a timer can take cost no early request, and no storm", async () => {
  const live = await liveClient({
    timing: { tokenSeconds: (100 * day) / second, inactivityMs: 200 * day, lifetimeMs: 400 * day },
  });
  expect(Math.max(...live.time.pending())).toBeLessThan(2 ** 31);
  act();
  await live.time.advance(24 * day);
  expect(live.refreshes()).toBe(0);
  await live.time.advance(2 * day);
  // Asked too early, once: it goes on, and the activity counts from when it was.
  expect(live.refreshes()).toBeLessThanOrEqual(1);
  expect(live.client.state).toMatchObject({ status: "signedIn" });
});

test("a token that lives but for seconds is not refreshed without a pause", async () => {
  const live = await liveClient({ timing: { tokenSeconds: 2 } });
  for (let passed = 0; passed < 60; passed++) {
    await live.time.advance(second);
    act();
  }
  expect(live.refreshes()).toBeLessThanOrEqual(30);
});

test("close() leaves no timer and no listener", async () => {
  const listening = new Set<string>();
  const names = new Map<unknown, number>();
  const nameOf = (type: string, listener: unknown): string => {
    if (!names.has(listener)) names.set(listener, names.size);
    return `${type} ${names.get(listener)}`;
  };
  for (const target of [globalThis, document] as unknown as EventTarget[]) {
    const { addEventListener: add, removeEventListener: remove } = target;
    target.addEventListener = (type: string, listener: EventListener, options?: boolean) => {
      listening.add(nameOf(type, listener));
      add.call(target, type, listener, options);
    };
    target.removeEventListener = (type: string, listener: EventListener, options?: boolean) => {
      listening.delete(nameOf(type, listener));
      remove.call(target, type, listener, options);
    };
    onTestFinished(() => void Object.assign(target, { addEventListener: add, removeEventListener: remove }));
  }
  const live = await liveClient();
  expect([...listening].join()).toMatch(/pointerdown.*pagehide/);
  live.client.close();
  await live.time.advance(0);
  expect([...listening]).toEqual([]);
  expect(live.time.pending()).toEqual([]);
  act();
  await live.time.advance(day);
  expect(live.server.arrived).toEqual([]);
});
