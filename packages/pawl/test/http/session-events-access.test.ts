/**
 * Goal: a stream of events is worth no more than the access token that opened it and no longer than its session, and costs
 * little: it is bounded, and leaves nothing behind when its reader goes or the server stops.
 * Method: `GET /events` over real HTTP, with tokens that are not good (any more), more readers than there is room for, and
 * readers that hang up; the calls of the store are counted.
 */
import { describe, expect, test } from "vitest";
import { toNodeListener } from "../../src/http/adapters/node.ts";
import { maxStreamsPerSession } from "../../src/http/event-streams.ts";
import { hours, minutes } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { countingStore } from "../support/counting-store.ts";
import { endedBy, listening, openEvents } from "./support/event-stream.ts";
import { listen } from "./support/listen.ts";
import { expectProblem } from "./support/problem.ts";
import { fromOwnPage, openSite } from "./support/site.ts";
import { bearer, cookie, login, whoAmI } from "./support/visits.ts";

describe("who may listen", () => {
  test("nobody without an access token, and nobody by cookie or by URL", async () => {
    const site = await openSite();
    const { refreshToken, tokens } = await login(site);
    expectProblem(await site.send("GET", "/events"), "access_token_missing");
    const headers = { ...fromOwnPage, ...cookie(refreshToken) };
    expectProblem(await site.send("GET", "/events", { headers }), "access_token_missing");
    const inUrl = await site.send("GET", `/events?access_token=${tokens.access_token}`);
    expectProblem(inUrl, "access_token_missing");
  });

  test("nobody with a token that is expired, forged, or of a session that has ended", async () => {
    const site = await openSite();
    const { tokens, sid } = await login(site);
    const events = (token: string) => site.send("GET", "/events", { headers: bearer(token) });
    expectProblem(await events(`${tokens.access_token.slice(0, -4)}AAAA`), "access_token_invalid");
    site.clock.advance(minutes(30));
    expectProblem(await events(tokens.access_token), "access_token_invalid");
    site.clock.advance(-minutes(30));
    await site.pawl.revoke(sid);
    expectProblem(await events(tokens.access_token), "access_token_invalid");
  });

  test("complaint 54: a stream outlives the token that opened it, and not the session", async () => {
    const site = await openSite();
    const { sid, stream, tokens } = await listening(site);
    site.clock.advance(hours(2));
    expectProblem(await whoAmI(site, tokens.access_token), "access_token_invalid");
    // Another stream is told by the same rounds: when it has heard, the first one could have.
    const other = await listening(site);
    await site.store.sessions.revoke(other.sid, { reason: "logged_out", at: site.clock.now });
    await other.stream.ended;
    expect(stream.events()).toEqual([]);
    await site.store.sessions.revoke(sid, { reason: "user_disabled", at: site.clock.now });
    await stream.ended;
    expect(stream.events()).toEqual(endedBy("user_disabled"));
  });

  test("a page of another origin, if it is allowed; the preflight lets the token through", async () => {
    const frontEnd = "https://front.example";
    const site = await openSite({ allowedOrigins: ["https://app.example", frontEnd] });
    const { tokens } = await login(site);
    const preflight = await site.send("OPTIONS", "/events", {
      headers: {
        Origin: frontEnd,
        ...{ "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization" },
      },
    });
    expect(preflight.headers.get("access-control-allow-methods")).toBe("GET, HEAD");
    expect(preflight.headers.get("access-control-allow-headers")).toContain("Authorization");
    const { headers } = await openEvents(site.port, tokens.access_token, "/auth/events", {
      Origin: frontEnd,
    });
    expect(headers["access-control-allow-origin"]).toBe(frontEnd);
    const foreign = { Origin: "https://evil.test" };
    const closed = await openEvents(site.port, tokens.access_token, "/auth/events", foreign);
    expect(closed.headers).not.toHaveProperty("access-control-allow-origin");
  });
});

describe("what it costs", () => {
  test("HEAD opens no stream and watches nothing", async () => {
    const store = countingStore(memoryStore());
    const site = await openSite({ store });
    const { tokens } = await login(site);
    for (let i = 0; i <= maxStreamsPerSession; i++) {
      const head = await site.send("HEAD", "/events", { headers: bearer(tokens.access_token) });
      expect([head.status, head.text]).toEqual([200, ""]);
    }
    await openEvents(site.port, tokens.access_token);
  });

  test("beyond ten streams of one session it is 503 with a time to come back; a tab that closes makes room", async () => {
    const site = await openSite();
    const { tokens } = await login(site);
    const open = () => openEvents(site.port, tokens.access_token);
    const streams = await Promise.all(Array.from({ length: maxStreamsPerSession }, open));
    const headers = bearer(tokens.access_token);
    const refused = await site.send("GET", "/events", { headers });
    expectProblem(refused, "overloaded", { retryAfterSeconds: 30 });
    streams[0]?.hangUp();
    await expect.poll(async () => (await site.send("GET", "/events", { headers })).status).toBe(200);
  });

  test("complaint 44: many that come and go leave nothing: the store is not asked any more", async () => {
    const store = countingStore(memoryStore());
    const site = await openSite({ store });
    const { tokens, sid } = await login(site);
    for (let round = 0; round < 10; round++) {
      const open = () => openEvents(site.port, tokens.access_token);
      const streams = await Promise.all(Array.from({ length: 5 }, open));
      for (const stream of streams) stream.hangUp();
    }
    // The server hears of a hang-up when it does; from then on there is nothing left to ask for.
    await expect.poll(() => rested(store), { timeout: 20_000 }).toBe(true);
    await site.pawl.revoke(sid);
    expect(site.events.of("internal_error")).toEqual([]);
  });
});

/** Whether a server that polls every 750 ms asked for nothing in twice that time. */
async function rested(store: ReturnType<typeof countingStore>): Promise<boolean> {
  const before = store.count();
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return store.count() === before;
}

test("pawl.close() ends every stream without an event, and opens no more; the other routes go on", async () => {
  const site = await openSite();
  const { stream, tokens } = await listening(site);
  site.pawl.close();
  await stream.ended;
  expect(stream.events()).toEqual([]);
  const headers = bearer(tokens.access_token);
  const refused = await site.send("GET", "/events", { headers });
  expectProblem(refused, "overloaded", { retryAfterSeconds: 30 });
  expect((await whoAmI(site, tokens.access_token)).status).toBe(200);
});

test("a reader who hung up before the stream could be opened leaves none behind", async () => {
  const store = countingStore(memoryStore());
  const site = await openSite({ store });
  const { tokens } = await login(site);
  const reader = new AbortController();
  const gone = new Promise<void>((resolve) => reader.signal.addEventListener("abort", () => resolve()));
  // The request has come, and what it asks for is held up until nobody waits for it any more.
  const port = await listen(
    toNodeListener(async (request) => {
      reader.abort();
      await gone;
      return site.pawl.handler(request);
    }),
  );
  const headers = bearer(tokens.access_token);
  const asked = fetch(`http://127.0.0.1:${port}/auth/events`, { headers, signal: reader.signal });
  await expect(asked).rejects.toThrow("aborted");
  await expect.poll(() => rested(store), { timeout: 20_000 }).toBe(true);
});
