/**
 * Goal: what the issuer ends is ended here as soon as it is heard, whatever happens to the connection in between.
 * Method: a scripted feed over real connections; a clock and timers that go on when the test says so.
 */
import { describe, expect, test } from "vitest";
import { revocationFeed } from "../../src/verify/revocations/revocation-feed.ts";
import { startOfTime } from "../support/clock.ts";
import { now } from "../vectors/issuer.ts";
import { handTimers } from "./support/hand-timers.ts";
import { claimsOf, connected, eventually, listening } from "./support/listening.ts";

const silenceMs = 15_000;
/** Half of the first second, by the jitter. */
const firstRetryMs = 500;

describe("what is heard", () => {
  test("sessions and subjects of the snapshot have ended, and no other", async () => {
    const { feed } = await connected(
      {},
      {
        sessions: [{ sid: "sid_a", ended_at: startOfTime }],
        subjects: [{ sub: "usr_grace", ended_at: startOfTime }],
      },
    );
    expect(feed.isRevoked(claimsOf({ sid: "sid_a" }))).toBe(true);
    expect(feed.isRevoked(claimsOf({ sub: "usr_grace" }))).toBe(true);
    expect(feed.isRevoked(claimsOf())).toBe(false);
  });

  test("what ends later has ended once its event came", async () => {
    const { feed, first } = await connected();
    first.send("session", { sid: "sid_a", ended_at: startOfTime }, "2");
    await eventually(() => feed.isRevoked(claimsOf({ sid: "sid_a" })));
    first.send("subject", { sub: "usr_ada", ended_at: startOfTime, except_sid: "sid_b" }, "3");
    await eventually(() => feed.isRevoked(claimsOf({ sid: "sid_c" })));
    expect(feed.isRevoked(claimsOf({ sid: "sid_b" }))).toBe(false);
  });

  test("comments, and events that a later version may have, change nothing", async () => {
    const { feed, first, server } = await connected();
    first.write(":\n\n: a comment\n\nevent: news\ndata: {}\n\ndata: x\n\nid: 7\n\n");
    first.send("session", { sid: "sid_a", ended_at: startOfTime });
    await eventually(() => feed.isRevoked(claimsOf({ sid: "sid_a" })));
    expect(server.requests()).toBe(1);
  });
});

test("what no token can be of any more is forgotten", async () => {
  const { feed, first, clock } = await connected({}, { sessions: [{ sid: "sid_a", ended_at: startOfTime }] });
  const dead = () => feed.isRevoked(claimsOf({ sid: "sid_a" }));
  expect(dead()).toBe(true);
  clock.advance(2 * 3_662_000);
  first.alive(startOfTime);
  first.alive(clock.now);
  await eventually(() => feed.staleMs() === 0);
  expect(dead()).toBe(false);
});

describe("connecting", () => {
  test("is told of with the first event, whatever comments come before it", async () => {
    const { feed, server, events } = await listening();
    const ready = feed.ready();
    const connection = await server.connection(0);
    connection.write(":\n\n");
    connection.snapshot();
    await ready;
    expect(events).toEqual([{ type: "feed_connected", at: startOfTime, resumed: false }]);
  });

  test("does not happen with a credential that is none", async () => {
    const { feed, server, events } = await listening({ credential: () => "a b" });
    await feed.ready();
    await eventually(() => events.length > 0);
    expect(String(events.flatMap((event) => ("error" in event ? event.error : [])))).toMatch(
      /^TypeError: credential must be a bearer token/,
    );
    expect(server.requests()).toBe(0);
  });

  test("waits for the first token or for ready(), and is one connection", async () => {
    const { feed, server } = await listening();
    expect(server.requests()).toBe(0);
    const waiting = [feed.ready(), feed.ready(), feed.settle?.()];
    (await server.connection(0)).snapshot();
    await Promise.all(waiting);
    expect(feed.settle?.()).toBeUndefined();
    expect(server.requests()).toBe(1);
  });

  test("sends the credential as Bearer, and asks for a stream", async () => {
    const { first } = await connected();
    expect(first.headers).toMatchObject({
      authorization: "Bearer verifier-credential",
      accept: "text/event-stream",
    });
    expect(first.headers["last-event-id"]).toBeUndefined();
  });

  test("asks for the credential at each connection, where it is a function", async () => {
    const credentials = ["first", "second"];
    const { first, server, timers } = await connected({ credential: async () => credentials.shift() ?? "" });
    first.end();
    await eventually(() => timers.running().includes(firstRetryMs));
    timers.fire(firstRetryMs);
    expect((await server.connection(1)).headers.authorization).toBe("Bearer second");
  });
});

describe("a connection that is lost", () => {
  test.each([
    ["ended in order", (connection: { end(): void; cut(): void }) => connection.end()],
    ["broken", (connection: { end(): void; cut(): void }) => connection.cut()],
  ])("%s: goes on where it was, and forgets nothing", async (_, lose) => {
    const { feed, first, server, timers, events } = await connected();
    first.send("session", { sid: "sid_a", ended_at: startOfTime }, "2");
    await eventually(() => feed.isRevoked(claimsOf({ sid: "sid_a" })));
    lose(first);
    await eventually(() => timers.running().includes(firstRetryMs));
    timers.fire(firstRetryMs);
    const second = await server.connection(1);
    expect(second.headers["last-event-id"]).toBe("2");
    second.send("session", { sid: "sid_b", ended_at: startOfTime }, "3");
    await eventually(() => feed.isRevoked(claimsOf({ sid: "sid_b" })));
    expect(feed.isRevoked(claimsOf({ sid: "sid_a" }))).toBe(true);
    expect(events.map(({ type }) => type)).toEqual(["feed_connected", "feed_lost", "feed_connected"]);
    expect(events.flatMap((event) => ("resumed" in event ? event.resumed : []))).toEqual([false, true]);
  });

  test("silent for three signs of life, it is given up", async () => {
    const { first, timers, server } = await connected();
    expect(timers.running()).toEqual([silenceMs]);
    timers.fire(silenceMs);
    await eventually(() => !first.isOpen() && timers.running().includes(firstRetryMs));
    timers.fire(firstRetryMs);
    expect((await server.connection(1)).headers["last-event-id"]).toBe("1");
  });

  test("slow is not silent: each byte counts, though the event that it belongs to is long", async () => {
    const timers = handTimers();
    let set = 0;
    const counting = {
      ...timers,
      set: (run: () => void, delayMs: number) => {
        set++;
        return timers.set(run, delayMs);
      },
    };
    const { first } = await connected({ timers: counting });
    for (let piece = 0; piece < 5; piece++) {
      const before = set;
      first.write("data: a part of something long");
      await eventually(() => set > before);
    }
    expect(timers.running()).toEqual([silenceMs]);
  });

  test("a snapshot that comes instead of what was missed replaces the list", async () => {
    const { feed, first, server, timers } = await connected(
      {},
      { sessions: [{ sid: "sid_a", ended_at: startOfTime }] },
    );
    first.end();
    await eventually(() => timers.running().includes(firstRetryMs));
    timers.fire(firstRetryMs);
    const second = await server.connection(1);
    second.snapshot({ id: "9", sessions: [{ sid: "sid_b", ended_at: startOfTime }] });
    await eventually(() => feed.isRevoked(claimsOf({ sid: "sid_b" })));
    expect(feed.isRevoked(claimsOf({ sid: "sid_a" }))).toBe(false);
  });

  test.each([
    ["session", "{"],
    ["session", "null"],
    ["session", '{"sid":7,"ended_at":1}'],
    ["session", '{"sid":"sid_a","ended_at":"1"}'],
    ["subject", '{"sub":"usr_ada"}'],
    ["subject", '{"sub":"usr_ada","ended_at":1,"except_sid":""}'],
    ["alive", "{}"],
    ["snapshot", '{"id":"1","as_of":1,"keep_ms":1,"sessions":{},"subjects":[]}'],
  ])("after a %s that reads %s everything is asked for again", async (type, text) => {
    const { first, server, timers, events } = await connected();
    first.send(type, text, "2");
    await eventually(() => timers.running().includes(firstRetryMs));
    timers.fire(firstRetryMs);
    expect((await server.connection(1)).headers["last-event-id"]).toBeUndefined();
    expect(String(events.flatMap((event) => ("error" in event ? event.error : [])))).toBe(
      "TypeError: the feed of revocations sent something that cannot be read",
    );
  });

  test("that begins without a snapshot is not believed", async () => {
    const { feed, server, timers } = await listening();
    const ready = feed.ready();
    (await server.connection(0)).send("session", { sid: "sid_a", ended_at: startOfTime });
    await ready;
    await eventually(() => timers.running().includes(firstRetryMs));
    expect(feed.staleMs()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("options that cannot be meant are a TypeError that names the fix", () => {
  const options = { url: "https://app.example/auth/revocations", credential: "abc" };
  test.each([
    [{ url: "http://app.example/revocations" }, /url must use https/],
    [{ url: "/revocations" }, /url must be an absolute URL/],
    [{ credential: "" }, /credential must be a bearer token/],
    [{ credential: "a b" }, /credential must be/],
    [{ credential: undefined }, /credential must be/],
    [{ fail: "maybe" }, /fail must be "open" or "closed"/],
    [{ afterMs: 9999 }, /afterMs must be whole milliseconds, 10000 at least/],
  ])("%j", (difference, message) => {
    const make = () => revocationFeed({ ...options, ...(difference as object) });
    expect(make).toThrow(message);
    expect(make).toThrow(TypeError);
  });
});

test("a token whose login is in the very second of a subject's end is alive, one before it is dead", async () => {
  const { feed } = await connected({}, { subjects: [{ sub: "usr_ada", ended_at: startOfTime + 999 }] });
  expect(feed.isRevoked(claimsOf({ auth_time: now }))).toBe(false);
  expect(feed.isRevoked(claimsOf({ auth_time: now - 1 }))).toBe(true);
});
