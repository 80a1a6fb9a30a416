/**
 * Goal: where a request takes along what it began, as in Workers, no request waits for what another has fetched, and still
 * the issuer is not asked for each of them (C45).
 * Method: the mark of such a runtime is set before the verifier is made; fetches of a request that is gone never settle.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { throwawayKey, withClaims, withHeader } from "../vectors/issuer.ts";
import { jwksResponse, remoteIssuer } from "./support/issuer.ts";
import { outcomeOf } from "./support/outcome.ts";

const key = throwawayKey("ES256");
const token = withClaims(key, { exp: 2_209_032_000 + 3600 });
const never = () => new Promise<Response>(() => {});
const minute = 60_000;

beforeEach(() => void vi.stubGlobal("WebSocketPair", class {}));
afterEach(() => void vi.unstubAllGlobals());

describe("in a runtime with isolated requests", () => {
  test("the second request fetches for itself, though the first one's never came back", async () => {
    const { verifier, answer, requests } = remoteIssuer([key]);
    answer(never);
    void verifier.verify(token);
    answer(() => jwksResponse([key]));
    expect(await outcomeOf(verifier.verify(token))).toBe("verified");
    expect(requests).toHaveLength(2);
  });

  test("keys that grew old are waited for, since nothing goes on in the background", async () => {
    const { verifier, show, requests, clock } = remoteIssuer([key]);
    await verifier.verify(token);
    show([throwawayKey("ES256")]);
    clock.advance(5 * minute + 1);
    expect(await outcomeOf(verifier.verify(token))).toBe("invalid");
    expect(requests).toHaveLength(2);
  });

  test("a refetch that never came back holds nobody up", async () => {
    const { verifier, answer, clock } = remoteIssuer([key]);
    await verifier.verify(token);
    answer(never);
    clock.advance(5 * minute + 1);
    void verifier.verify(token);
    expect(await outcomeOf(verifier.verify(token))).toBe("verified");
  });

  test("a flood of unknown kids is one fetch in ten seconds", async () => {
    const { verifier, requests, clock } = remoteIssuer([key]);
    await verifier.verify(token);
    clock.advance(10_000);
    const flood = Array.from({ length: 100 }, (_, i) =>
      outcomeOf(verifier.verify(withHeader(key, { kid: Buffer.alloc(32, `${i}.`).toString("base64url") }))),
    );
    expect(new Set(await Promise.all(flood))).toEqual(new Set(["invalid"]));
    expect(requests).toHaveLength(2);
  });

  test("an issuer that does not answer is asked once in ten seconds", async () => {
    const { verifier, answer, requests } = remoteIssuer([]);
    answer(() => Promise.reject(new TypeError("fetch failed")));
    for (let i = 0; i < 5; i++) expect(await outcomeOf(verifier.verify(token))).toBe("unavailable");
    expect(requests).toHaveLength(1);
  });
});
