/**
 * Goal: where a request takes along what it began, as in Workers, revocations are heard all the same: by a look that a request
 * makes when the last one is a second old. No request waits for another's, and the policy `fail` holds.
 * Method: the mark of such a runtime is set before the feed is made; a feed on a real socket says what the test tells it to.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startOfTime } from "../support/clock.ts";
import { claimsOf, eventually, listening } from "./support/listening.ts";

const second = 1000;
const { sid } = claimsOf();
const ended = { sid, ended_at: startOfTime };

beforeEach(() => void vi.stubGlobal("WebSocketPair", class {}));
afterEach(() => void vi.unstubAllGlobals());

/** A feed that one request has looked at; nothing had ended. */
async function glanced(options: Parameters<typeof listening>[0] = {}) {
  const all = await listening(options);
  const settled = all.feed.settle?.();
  const first = await all.server.connection(0);
  first.snapshot();
  first.alive(startOfTime);
  await settled;
  return { ...all, first };
}

describe("a look", () => {
  test("ends with the first sign of life, and leaves no connection and no timer", async () => {
    const { feed, first, timers } = await glanced();
    await eventually(() => !first.isOpen());
    expect(timers.running()).toEqual([]);
    expect(feed.isRevoked(claimsOf())).toBe(false);
    expect(feed.staleMs()).toBe(0);
  });

  test("is made once a second, and asks for what came after the last one", async () => {
    const { feed, server, clock } = await glanced();
    clock.advance(second - 1);
    expect(feed.settle?.()).toBeUndefined();
    clock.advance(1);
    const settled = feed.settle?.();
    const next = await server.connection(1);
    expect(next.headers["last-event-id"]).toBe("1");
    next.send("session", ended, "2");
    next.alive(startOfTime + second);
    await settled;
    expect(feed.isRevoked(claimsOf())).toBe(true);
    expect(server.requests()).toBe(2);
  });

  test("is made after the clock was set back", async () => {
    const { feed, server, clock } = await glanced();
    clock.advance(-1);
    void feed.settle?.();
    expect(await server.connection(1)).toBeDefined();
  });
});

describe("a request", () => {
  test("waits for nothing that another one began: until something was heard each asks", async () => {
    const { feed, server } = await listening();
    void feed.settle?.();
    await server.connection(0);
    const settled = feed.settle?.();
    const second = await server.connection(1);
    second.snapshot({ sessions: [ended] });
    second.alive(startOfTime);
    await settled;
    expect(feed.isRevoked(claimsOf())).toBe(true);
  });

  test("goes by what was heard while another one looks, and is refused when that is too old", async () => {
    const { feed, server, clock } = await glanced();
    clock.advance(second);
    void feed.settle?.();
    await server.connection(1);
    expect(feed.settle?.()).toBeUndefined();
    expect(feed.isRevoked(claimsOf())).toBe(false);
    clock.advance(30 * second);
    expect(() => feed.isRevoked(claimsOf())).toThrow("revocations have not been heard of for too long");
  });
});

test.each([
  ["closed", { error: expect.stringContaining("not been heard of") }],
  ["open", { isRevoked: false }],
] as const)("an issuer that refuses is asked once a second, and fail: %s decides", async (fail, outcome) => {
  const { feed, server, clock, events } = await listening({ fail });
  server.refuse({ status: 503 });
  await feed.ready();
  expect(feed.settle?.()).toBeUndefined();
  const judge = () => {
    try {
      return { isRevoked: feed.isRevoked(claimsOf()) };
    } catch (error) {
      return { error: String(error) };
    }
  };
  expect(judge()).toEqual(outcome);
  expect(events).toEqual([
    {
      ...{ type: "feed_lost", at: startOfTime, staleMs: Number.POSITIVE_INFINITY, retryInMs: second },
      error: expect.any(Error),
    },
  ]);
  server.refuse();
  clock.advance(second);
  const settled = feed.settle?.();
  const back = await server.connection(0);
  back.snapshot({ sessions: [ended] });
  back.alive(clock.now);
  await settled;
  expect(judge()).toEqual({ isRevoked: true });
});
