/**
 * Goal: a feed that is lost is tried again, neither in a rush nor too late, until it is closed.
 * Method: a scripted feed over real connections; a clock and timers that go on when the test says so.
 */
import { describe, expect, test } from "vitest";
import { connected, eventually, listening } from "./support/listening.ts";

/** Half of the first second, by the jitter. */
const firstRetryMs = 500;

describe("coming back", () => {
  const refused = { status: 503, headers: {} };

  test("takes longer each time, with full jitter below half a minute", async () => {
    const { feed, server, timers, events } = await listening();
    server.refuse(refused);
    await feed.ready();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      await eventually(() => events.length > attempt && timers.running().length === 1);
      const [delayMs = 0] = timers.running();
      waits.push(delayMs);
      timers.fire(delayMs);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  test.each([
    ["5", 5500],
    ["86400", 300_500],
    ["-1", 500],
    ["soon", 500],
  ])("adds the jitter to the %s that the issuer asks for, within bounds", async (retryAfter, retryInMs) => {
    const { feed, server, events } = await listening();
    server.refuse({ status: 503, headers: { "retry-after": retryAfter } });
    await feed.ready();
    await eventually(() => events.length > 0);
    expect(events).toMatchObject([{ type: "feed_lost", retryInMs }]);
  });

  test("is quick again after a connection that lasted", async () => {
    const { feed, server, timers, events, clock } = await listening();
    server.refuse(refused);
    await feed.ready();
    timers.fire(500);
    await eventually(() => timers.running().includes(1000));
    server.refuse();
    timers.fire(1000);
    const connection = await server.connection(0);
    connection.snapshot();
    await eventually(() => feed.staleMs() === 0);
    clock.advance(10_001);
    connection.cut();
    await eventually(() => events.at(-1)?.type === "feed_lost");
    expect(events.at(-1)).toMatchObject({ retryInMs: 500 });
  });

  test.each([
    ["a redirect", { status: 302, headers: { location: "https://evil.example/" } }],
    ["no stream", { status: 200, headers: { "content-type": "text/html" } }],
    ["a refused credential", { status: 401, headers: {} }],
  ])("goes on after %s, and no message tells the credential", async (_, answer) => {
    const { feed, server, events, timers } = await listening();
    server.refuse(answer);
    await feed.ready();
    await eventually(() => timers.running().includes(500));
    expect(server.requests()).toBe(1);
    expect(events).toMatchObject([{ type: "feed_lost", staleMs: Number.POSITIVE_INFINITY }]);
    expect(String(events.flatMap((event) => ("error" in event ? event.error : [])))).toBe(
      `FeedRefusedError: The feed of revocations was answered with status ${answer.status}.`,
    );
  });
});

describe("close", () => {
  test("ends the connection for good", async () => {
    const { feed, first, timers, server, events } = await connected();
    feed.close();
    await eventually(() => !first.isOpen());
    expect(timers.running()).toEqual([]);
    expect(server.requests()).toBe(1);
    expect(events.map(({ type }) => type)).toEqual(["feed_connected"]);
  });

  test("ends the wait for the next one", async () => {
    const { feed, first, timers, server } = await connected();
    first.end();
    await eventually(() => timers.running().includes(firstRetryMs));
    feed.close();
    await eventually(() => timers.running().length === 0);
    expect(server.requests()).toBe(1);
  });

  test("keeps nobody waiting who came before anything was heard", async () => {
    const { feed } = await listening();
    const ready = feed.ready();
    feed.close();
    await ready;
    expect(feed.staleMs()).toBe(Number.POSITIVE_INFINITY);
  });
});
