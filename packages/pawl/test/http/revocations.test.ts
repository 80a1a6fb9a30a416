/**
 * Goal: verifiers, and nobody else, are told what ended: at once, whole, resumably, and how current it is.
 * Method: real servers; streams are read as they come; two servers share a store.
 */
import { describe, expect, test } from "vitest";
import { minutes, seconds } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import type { TestPawlOptions } from "../support/create-test-pawl.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { ada } from "../support/people.ts";
import { verifierOne, verifierTwo } from "../support/secrets.ts";
import { adapters, openAdapted } from "./support/adapters.ts";
import { type OpenedEvents, openEvents } from "./support/event-stream.ts";
import { expectProblem } from "./support/problem.ts";
import { openSite, type Site } from "./support/site.ts";
import { bearer, login } from "./support/visits.ts";

const open = (options: TestPawlOptions = {}) => openSite({ verifierCredentials: [verifierOne], ...options });
const ask = (site: Pick<Site, "send">, credential = verifierOne) =>
  site.send("GET", "/revocations", { headers: bearer(credential) });
const follow = (site: Pick<Site, "port">, headers: Readonly<Record<string, string>> = {}) =>
  openEvents(site.port, verifierOne, "/auth/revocations", { Accept: "text/event-stream", ...headers });

/** Waits until something holds of what has come. */
async function until(stream: OpenedEvents, holds: (events: ReturnType<OpenedEvents["events"]>) => boolean) {
  while (!holds(stream.events())) await new Promise((resolve) => setTimeout(resolve, 5));
  return stream.events();
}

const named = (stream: OpenedEvents, name: string) => stream.events().filter(({ event }) => event === name);
const lastId = (stream: OpenedEvents) =>
  stream
    .text()
    .match(/^id: (.*)$/gm)
    ?.at(-1)
    ?.slice(4) ?? "";

describe("the snapshot", () => {
  test("holds what ended, by session and by subject, and says how current it is and how long it keeps", async () => {
    const site = await open();
    const one = await site.pawl.create("usr_grace");
    const mine = await site.pawl.create(ada.subject);
    await site.pawl.create(ada.subject);
    site.clock.advance(seconds(5));
    await site.pawl.revoke(one.session.sid);
    await site.pawl.revokeAll(ada.subject, { exceptSid: mine.session.sid });
    const { status, json, headers } = await ask(site);
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toContain("no-store");
    expect(json).toEqual({
      id: expect.stringMatching(/^[\w-]+\.\d+$/),
      as_of: expect.any(Number),
      keep_ms: minutes(61) + seconds(2),
      sessions: [{ sid: one.session.sid, ended_at: site.clock.now }],
      subjects: [{ sub: ada.subject, ended_at: site.clock.now, except_sid: mine.session.sid }],
    });
  });

  test("is as current as the store, and has what another server ended a second ago", async () => {
    const store = memoryStore();
    const site = await open({ store });
    const other = await open({ store, clock: site.clock, seed: 2 });
    const { session } = await site.pawl.create(ada.subject);
    expect((await ask(site)).json).toMatchObject({ sessions: [], as_of: site.clock.now });
    await other.pawl.revoke(session.sid);
    site.clock.advance(seconds(1));
    expect((await ask(site)).json).toMatchObject({ sessions: [{ sid: session.sid }], as_of: site.clock.now });
  });

  test("is refused while the store has never said what ended: nothing is not the same as no answer", async () => {
    const store = faultyStore(memoryStore());
    const site = await open({ store });
    store.out = true;
    expectProblem(await ask(site), "store_unavailable");
  });
});

describe("the credential", () => {
  test("opens the route, as does each of several while one is replaced", async () => {
    const site = await open({ verifierCredentials: [verifierTwo, verifierOne] });
    expect((await ask(site, verifierOne)).status).toBe(200);
    expect((await ask(site, verifierTwo)).status).toBe(200);
  });

  test.each([
    ["none", {}],
    ["a wrong one", bearer(`${verifierOne}x`)],
    ["the beginning of one", bearer(verifierOne.slice(0, -1))],
    ["one by another scheme", { Authorization: `Basic ${verifierOne}` }],
    ["two at once", { Authorization: `Bearer ${verifierOne}, Bearer ${verifierOne}` }],
  ])("that is %s is refused", async (_, headers) => {
    const site = await open();
    expectProblem(await site.send("GET", "/revocations", { headers }), "verifier_credential_invalid");
  });

  test("is nobody's access token", async () => {
    const site = await open();
    const { tokens } = await login(site);
    expectProblem(await ask(site, tokens.access_token), "verifier_credential_invalid");
  });

  test("that is configured nowhere is asked for by no route", async () => {
    const site = await openSite();
    expectProblem(await ask(site), "not_found");
  });
});

describe.each(adapters)("behind $name, a stream", (adapter) => {
  test("begins with the snapshot, tells each end when it happens, and goes with its server", async () => {
    const site = await openAdapted(adapter, { verifierCredentials: [verifierOne] });
    const [one, two] = [await site.pawl.create(ada.subject), await site.pawl.create("usr_grace")];
    const stream = await follow(site);
    expect(stream.headers["content-type"]).toBe("text/event-stream");
    await until(stream, (events) => events.length >= 2);
    expect(stream.events().map(({ event }) => event)).toEqual(["snapshot", "alive"]);
    site.clock.advance(seconds(5));
    await site.pawl.revoke(one.session.sid);
    await site.pawl.revokeAll("usr_grace");
    await until(stream, () => named(stream, "subject").length > 0);
    expect(named(stream, "session").map(({ data }) => data)).toEqual([
      { sid: one.session.sid, ended_at: site.clock.now },
    ]);
    expect(named(stream, "subject").map(({ data }) => data)).toEqual([
      { sub: two.session.subject, ended_at: site.clock.now },
    ]);
    site.pawl.close();
    await stream.ended;
  });
});

describe("a stream that was cut", () => {
  test("goes on after the last event that was heard, without a snapshot", async () => {
    const site = await open();
    const sessions = [];
    for (let i = 0; i < 3; i++) sessions.push((await site.pawl.create(`usr_${i}`)).session);
    const first = await follow(site);
    await site.pawl.revoke(sessions[0]?.sid ?? "");
    await until(first, () => named(first, "session").length === 1);
    first.hangUp();
    for (const { sid } of sessions.slice(1)) await site.pawl.revoke(sid);
    const second = await follow(site, { "Last-Event-ID": lastId(first) });
    await until(second, () => named(second, "alive").length > 0);
    expect(second.events().map(({ event }) => event)).toEqual(["session", "session", "alive"]);
  });

  test("begins anew at another server, or after an id that nobody gave", async () => {
    const store = memoryStore();
    const site = await open({ store });
    const other = await open({ store, clock: site.clock, seed: 2 });
    const first = await follow(site);
    await until(first, (events) => events.length > 0);
    for (const [where, id] of [
      [other, lastId(first)],
      [site, "invented.7"],
    ] as const) {
      const stream = await follow(where, { "Last-Event-ID": id });
      await until(stream, (events) => events.length >= 2);
      expect(stream.events()[0]?.event).toBe("snapshot");
    }
  });
});

test("what another server ends is told without a signal too, within a second or so", async () => {
  const store = memoryStore();
  const site = await open({ store });
  const other = await open({ store, clock: site.clock, seed: 2 });
  const { session } = await site.pawl.create(ada.subject);
  const stream = await follow(site);
  await other.pawl.revoke(session.sid);
  await until(stream, () => named(stream, "session").length > 0);
  expect(named(stream, "session")).toEqual([
    { event: "session", data: { sid: session.sid, ended_at: site.clock.now } },
  ]);
});

test("HEAD and other methods open no stream", async () => {
  const site = await open();
  const headers = { ...bearer(verifierOne), Accept: "text/event-stream" };
  expect((await site.send("HEAD", "/revocations", { headers })).status).toBe(200);
  expectProblem(await site.send("POST", "/revocations", { headers }), "method_not_allowed");
});
