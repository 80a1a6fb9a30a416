/**
 * Goal: a verifier knows how old its list may be, whatever the clocks say and whatever the issuer itself has heard, and
 * does then what its policy says: unavailable, or by what was heard last.
 * Method: a scripted feed over real connections; a clock that is moved by hand.
 */
import { describe, expect, test } from "vitest";
import { createVerifier } from "../../src/verify/create-verifier.ts";
import type { RevocationFeed } from "../../src/verify/revocations/revocation-feed.ts";
import { startOfTime } from "../support/clock.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import { throwawayKey, withClaims } from "../vectors/issuer.ts";
import { claimsOf, connected, eventually, listening } from "./support/listening.ts";
import { outcomeOf } from "./support/outcome.ts";

const key = throwawayKey("ES256");
const verifierWith = (revocations: RevocationFeed, clock: () => number) =>
  createVerifier({
    issuer: testIssuer,
    audience: testAudience,
    jwks: { keys: [key.jwk] },
    revocations,
    clock,
  });

describe("staleMs", () => {
  test("is without bound until something was heard, and then the time since", async () => {
    const { feed, server, clock } = await listening();
    expect(feed.staleMs()).toBe(Number.POSITIVE_INFINITY);
    const ready = feed.ready();
    (await server.connection(0)).snapshot();
    await ready;
    expect(feed.staleMs()).toBe(0);
    clock.advance(4321);
    expect(feed.staleMs()).toBe(4321);
  });

  test("begins anew with each sign of life whose as_of moved", async () => {
    const { feed, first, clock } = await connected();
    first.alive(startOfTime + 1000);
    clock.advance(5000);
    first.alive(startOfTime + 5000);
    await eventually(() => feed.staleMs() === 0);
  });

  test("goes on growing while the issuer itself hears nothing", async () => {
    const { feed, first, clock } = await connected();
    first.alive(startOfTime);
    for (let beat = 0; beat < 6; beat++) {
      clock.advance(5000);
      first.alive(startOfTime);
    }
    first.send("session", { sid: "sid_a", ended_at: startOfTime });
    await eventually(() => hasEnded(feed));
    expect(feed.staleMs()).toBe(30_000);
  });

  test("is what the issuer says, when a connection begins", async () => {
    const { feed } = await connected({}, { as_of: startOfTime - 12_000 });
    expect(feed.staleMs()).toBe(12_000);
  });

  test("is not made better by a connection to a server that has heard less", async () => {
    const { feed, first, server, timers, clock } = await connected();
    clock.advance(20_000);
    first.end();
    await eventually(() => timers.running().includes(500));
    timers.fire(500);
    const second = await server.connection(1);
    second.snapshot({ as_of: startOfTime - 3000, sessions: [{ sid: "sid_a", ended_at: startOfTime }] });
    second.alive(startOfTime - 3000);
    await eventually(() => hasEnded(feed));
    expect(feed.staleMs()).toBe(20_000);
  });

  test("is not made better by one that stands still, though it stands a little later", async () => {
    const { feed, first, server, timers, clock } = await connected();
    first.alive(startOfTime);
    clock.advance(20_000);
    first.end();
    await eventually(() => timers.running().includes(500));
    timers.fire(500);
    const second = await server.connection(1);
    second.alive(startOfTime + 1000);
    second.send("session", { sid: "sid_a", ended_at: startOfTime });
    await eventually(() => hasEnded(feed));
    expect(feed.staleMs()).toBe(19_000);
  });

  test.each([
    ["an hour ahead", 3_600_000],
    ["an hour behind", -3_600_000],
  ])("is right after two signs of life from an issuer whose clock is %s", async (_, off) => {
    const { feed, first, clock } = await connected({}, { as_of: startOfTime + off });
    first.alive(startOfTime + off);
    clock.advance(5000);
    first.alive(startOfTime + off + 5000);
    await eventually(() => feed.staleMs() === 0);
    clock.advance(7000);
    expect(feed.staleMs()).toBe(7000);
  });

  test("is never negative, though the clock is set back", async () => {
    const { feed, clock } = await connected();
    clock.advance(-60_000);
    expect(feed.staleMs()).toBe(0);
  });
});

/** Whether the session has ended that these tests use to see that everything before it was read. */
function hasEnded(feed: RevocationFeed): boolean {
  try {
    return feed.isRevoked(claimsOf({ sid: "sid_a" }));
  } catch {
    return true;
  }
}

describe("fail: closed", () => {
  test("is unavailable after afterMs, and good again once the feed is heard", async () => {
    const { feed, first, clock } = await connected({ afterMs: 10_000 });
    const verifier = verifierWith(feed, clock.read);
    const token = withClaims(key, {});
    clock.advance(10_000);
    expect(await outcomeOf(verifier.verify(token))).toBe("verified");
    clock.advance(1);
    expect(await outcomeOf(verifier.verify(token))).toBe("unavailable");
    expect(await outcomeOf(verifier.verify("a.b.c"))).toBe("invalid");
    first.alive(startOfTime);
    first.alive(startOfTime + 10_000);
    await eventually(() => feed.staleMs() === 0);
    expect(await outcomeOf(verifier.verify(token))).toBe("verified");
  });

  test("is the default, and takes no token before anything was heard", async () => {
    const { feed, server, clock } = await listening();
    server.refuse({ status: 503 });
    const thrown = await verifierWith(feed, clock.read)
      .verify(withClaims(key, {}))
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name: "VerifierUnavailableError", retryAfterMs: 5000 });
  });

  test("waits for the first snapshot instead of refusing the first token", async () => {
    const { feed, server, clock } = await listening();
    const outcome = outcomeOf(verifierWith(feed, clock.read).verify(withClaims(key, {})));
    (await server.connection(0)).snapshot();
    expect(await outcome).toBe("verified");
  });
});

describe("fail: open", () => {
  test("goes on by what was heard last", async () => {
    const { feed, clock } = await connected(
      { fail: "open", afterMs: 10_000 },
      { sessions: [{ sid: "sid_a", ended_at: startOfTime }] },
    );
    const verifier = verifierWith(feed, clock.read);
    clock.advance(600_000);
    expect(await outcomeOf(verifier.verify(withClaims(key, {})))).toBe("verified");
    expect(await outcomeOf(verifier.verify(withClaims(key, { sid: "sid_a" })))).toBe("invalid");
  });

  test("takes tokens though nothing was ever heard, after it has tried", async () => {
    const { feed, server, clock } = await listening({ fail: "open" });
    server.refuse({ status: 503 });
    expect(await outcomeOf(verifierWith(feed, clock.read).verify(withClaims(key, {})))).toBe("verified");
    expect(server.requests()).toBe(1);
  });
});
