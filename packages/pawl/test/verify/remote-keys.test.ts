/**
 * Goal: keys come from the issuer when they are needed and no more often (C45, A14), and no failure of it makes a good
 * token a bad one (C83).
 * Method: a scripted JWKS endpoint and a clock that stands still until it is moved; requests are counted.
 */
import { describe, expect, test } from "vitest";
import { VerifierUnavailableError } from "../../src/verify/verifier-unavailable-error.ts";
import { throwawayKey, withClaims, withHeader } from "../vectors/issuer.ts";
import { jwksResponse, jwksUrl, remoteIssuer } from "./support/issuer.ts";
import { outcomeOf } from "./support/outcome.ts";

const [key, next] = [throwawayKey("ES256"), throwawayKey("Ed25519")];
/** Long-lived, so that what is refused later is refused for its key. */
const token = withClaims(key, { exp: 2_209_032_000 + 3600 });
const ofNext = withClaims(next, { exp: 2_209_032_000 + 3600 });
const minute = 60_000;
const down = () => Promise.reject(new TypeError("fetch failed"));

describe("fetching", () => {
  test("begins with the first token, and is one request however many wait", async () => {
    const { verifier, requests, events } = remoteIssuer([key]);
    expect(requests).toHaveLength(0);
    const tokens = Array.from({ length: 50 }, (_, gen) => withClaims(key, { gen }));
    const outcomes = await Promise.all(tokens.map((one) => outcomeOf(verifier.verify(one))));
    expect(new Set(outcomes)).toEqual(new Set(["verified"]));
    expect(requests.map(({ url }) => url)).toEqual([jwksUrl]);
    expect(events).toEqual([{ type: "keys_fetched", at: expect.any(Number), keys: 1 }]);
  });

  test("sends no token and no credential, and follows no redirect", async () => {
    const { verifier, requests } = remoteIssuer([key]);
    await verifier.verify(token);
    const { headers, redirect, signal } = requests[0]?.init ?? {};
    expect(redirect).toBe("manual");
    // Of five seconds.
    expect(signal).toBeInstanceOf(AbortSignal);
    expect(Object.keys(headers ?? {})).toEqual(["accept"]);
  });

  test("what is no token makes none", async () => {
    const { verifier, requests } = remoteIssuer([key]);
    const headers = [{ kid: "x" }, { kid: "A".repeat(44) }, { jku: jwksUrl }];
    for (const forged of ["", "x", "a.b.c", ...headers.map((header) => withHeader(key, header))]) {
      expect(await outcomeOf(verifier.verify(forged))).toBe("invalid");
    }
    expect(requests).toHaveLength(0);
  });
});

describe("a kid that is not known", () => {
  test("is looked for once more, so that a new key is found", async () => {
    const { verifier, requests, clock, show } = remoteIssuer([key]);
    await verifier.verify(token);
    show([key, next]);
    clock.advance(10_000);
    expect(await outcomeOf(verifier.verify(ofNext))).toBe("verified");
    expect(requests).toHaveLength(2);
  });

  test("a flood of them is one fetch in ten seconds", async () => {
    const { verifier, requests, clock } = remoteIssuer([key]);
    await verifier.verify(token);
    for (let second = 0; second < 60; second++) {
      const flood = Array.from({ length: 100 }, (_, i) => {
        const kid = Buffer.alloc(32, `${second}.${i}.`).toString("base64url");
        return outcomeOf(verifier.verify(withHeader(key, { kid })));
      });
      expect(new Set(await Promise.all(flood))).toEqual(new Set(["invalid"]));
      clock.advance(1000);
    }
    // At 10, 20, 30, 40 and 50 seconds, after the first.
    expect(requests).toHaveLength(6);
  });

  test("is unavailable, not invalid, while nobody can say whether the key is new", async () => {
    const { verifier, clock, answer } = remoteIssuer([key]);
    await verifier.verify(token);
    answer(down);
    clock.advance(10_000);
    expect(await outcomeOf(verifier.verify(ofNext))).toBe("unavailable");
    expect(await outcomeOf(verifier.verify(withClaims(key, { gen: 9 })))).toBe("verified");
  });
});

test("a kid that is not known is invalid again once the issuer answers again", async () => {
  const { verifier, clock, answer, show } = remoteIssuer([key]);
  await verifier.verify(token);
  answer(down);
  clock.advance(10_000);
  expect(await outcomeOf(verifier.verify(ofNext))).toBe("unavailable");
  show([key]);
  clock.advance(10_000);
  expect(await outcomeOf(verifier.verify(ofNext))).toBe("invalid");
});

describe("keys grow old", () => {
  test("and are fetched again after max-age, without anyone waiting", async () => {
    const { verifier, requests, clock, answer } = remoteIssuer([key]);
    await verifier.verify(token);
    clock.advance(5 * minute);
    await verifier.verify(token);
    expect(requests).toHaveLength(1);
    answer(() => new Promise(() => {}));
    clock.advance(1);
    expect(await outcomeOf(verifier.verify(token))).toBe("verified");
    expect(requests).toHaveLength(2);
  });

  test.each([
    ["max-age=0", 30_000],
    ["no-store", 5 * minute],
    ["public, s-maxage=60, max-age=600", 10 * minute],
    ["max-age=86400", 60 * minute],
    ["nonsense", 5 * minute],
  ])("%s is taken within bounds", async (cacheControl, maxAgeMs) => {
    const { verifier, requests, clock, show } = remoteIssuer([key]);
    show([key], { "cache-control": cacheControl });
    await verifier.verify(token);
    clock.advance(maxAgeMs);
    await outcomeOf(verifier.verify(token));
    expect(requests).toHaveLength(1);
    clock.advance(1);
    await outcomeOf(verifier.verify(token));
    expect(requests).toHaveLength(2);
  });

  test("a key that is gone takes the tokens along that were verified with it", async () => {
    const { verifier, clock, show, requests } = remoteIssuer([key, next]);
    await verifier.verify(token);
    await verifier.verify(ofNext);
    show([next]);
    clock.advance(10 * minute + 1);
    expect(await outcomeOf(verifier.verify(token))).toBe("invalid");
    expect(await outcomeOf(verifier.verify(ofNext))).toBe("verified");
    expect(requests).toHaveLength(2);
  });

  test("another key under the same name is another key", async () => {
    const twin = { ...throwawayKey("ES256").jwk, kid: key.kid };
    const { verifier, clock, show } = remoteIssuer([key]);
    await verifier.verify(token);
    show([twin]);
    clock.advance(10 * minute + 1);
    expect(await outcomeOf(verifier.verify(token))).toBe("invalid");
  });

  test("a clock that is set back does not make them young for ever", async () => {
    const { verifier, clock, requests } = remoteIssuer([key]);
    await verifier.verify(token);
    clock.advance(-1000);
    await verifier.verify(token);
    expect(requests).toHaveLength(2);
  });
});

describe("an issuer that does not answer", () => {
  const failures: [string, () => Response | Promise<Response>][] = [
    ["the network", down],
    ["500", () => new Response("", { status: 500 })],
    ["a redirect", () => Response.json({ keys: [key.jwk] }, { status: 302, headers: { location: "/jwks" } })],
    ["HTML", () => new Response("<!doctype html>")],
    ["no list", () => Response.json({ keys: {} })],
    ["an empty list", () => Response.json({ keys: [] })],
    ["a key that is no point of the curve", () => jwksResponse([{ ...key.jwk, y: key.jwk["x"] }])],
    ["101 keys", () => jwksResponse(Array.from({ length: 101 }, () => key))],
    ["more than 64 KiB", () => Response.json({ keys: [key.jwk], note: "x".repeat(65_536) })],
    ["a member twice", () => new Response(`{"keys":[],"keys":[${JSON.stringify(key.jwk)}]}`)],
    ["nested too deep", () => new Response(`{"keys":[],"x":${"[".repeat(9)}${"]".repeat(9)}}`)],
  ];

  test.each(failures)("%s: without any key it is unavailable, never invalid", async (_, how) => {
    const { verifier, answer, events } = remoteIssuer([]);
    answer(how);
    const thrown = await verifier.verify(token).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(VerifierUnavailableError);
    expect(String(thrown)).not.toMatch(/eyJ|https?:/);
    expect(events.map(({ type }) => type)).toContain("keys_unavailable");
  });

  test.each(failures)("%s: with keys from before it goes on", async (_, how) => {
    const { verifier, answer, clock } = remoteIssuer([key]);
    await verifier.verify(token);
    answer(how);
    clock.advance(20 * minute);
    expect(await outcomeOf(verifier.verify(token))).toBe("verified");
    expect(await outcomeOf(verifier.verify(withClaims(key, { gen: 7 })))).toBe("verified");
  });

  test("is asked once in ten seconds, and nobody waits for it a second time", async () => {
    const { verifier, answer, clock, requests } = remoteIssuer([key]);
    await verifier.verify(token);
    answer(down);
    clock.advance(5 * minute + 1);
    for (let second = 0; second < 30; second++) {
      expect(await outcomeOf(verifier.verify(token))).toBe("verified");
      clock.advance(1000);
    }
    expect(requests).toHaveLength(1 + 3);
    answer(() => new Promise(() => {}));
    clock.advance(10 * minute);
    expect(await outcomeOf(verifier.verify(token))).toBe("verified");
  });

  test("for more than a day, then its keys are no longer believed", async () => {
    const { verifier, answer, clock } = remoteIssuer([key]);
    await verifier.verify(token);
    answer(down);
    clock.advance(24 * 60 * minute + 1);
    const fresh = withClaims(key, {
      iat: Math.floor(clock.now / 1000),
      exp: Math.ceil(clock.now / 1000) + 60,
    });
    expect(await outcomeOf(verifier.verify(fresh))).toBe("unavailable");
  });

  test("tells when to come back, and is asked again then", async () => {
    const { verifier, answer, clock, show, requests } = remoteIssuer([]);
    answer(down);
    await outcomeOf(verifier.verify(token));
    clock.advance(4000);
    const thrown = await verifier.verify(token).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ retryAfterMs: 6000 });
    expect(requests).toHaveLength(1);
    show([key]);
    clock.advance(6000);
    expect(await outcomeOf(verifier.verify(token))).toBe("verified");
  });
});
