/**
 * Goal: a token that was verified once is looked up, and still refused when it has to be; a caller can change nothing
 * of what the next one is given; mistakes are named when the verifier is made.
 * Method: keys that never change, a clock that is moved by hand, and a count of the signatures that are checked.
 */
import { afterEach, describe, expect, test, vi } from "vitest";
import { createVerifier } from "../../src/verify/create-verifier.ts";
import type { VerifierOptions } from "../../src/verify/options.ts";
import type { RevocationSource } from "../../src/verify/revocations/revocation-source.ts";
import { VerifierUnavailableError } from "../../src/verify/verifier-unavailable-error.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import { now, throwawayKey, withClaims } from "../vectors/issuer.ts";
import { staticVerifier } from "./support/issuer.ts";
import { outcomeOf } from "./support/outcome.ts";

const checks = vi.spyOn(crypto.subtle, "verify");
afterEach(() => void checks.mockClear());

describe("a token that comes again", () => {
  test("costs no signature check", async () => {
    const { key, verifier } = staticVerifier();
    const token = withClaims(key, {});
    const first = await verifier.verify(token);
    expect(await verifier.verify(token)).toBe(first);
    expect(checks).toHaveBeenCalledTimes(1);
  });

  test("is refused once it has expired, by the tolerance and not a millisecond later", async () => {
    const { key, verifier, clock } = staticVerifier({ clockToleranceMs: 2000 });
    const token = withClaims(key, { exp: now + 60 });
    await verifier.verify(token);
    clock.advance(61_999);
    expect(await outcomeOf(verifier.verify(token))).toBe("verified");
    clock.advance(1);
    expect(await outcomeOf(verifier.verify(token))).toBe("invalid");
    expect(checks).toHaveBeenCalledTimes(1);
  });

  test("is refused once its session has ended", async () => {
    const ended = new Set<string>();
    const revocations = { isRevoked: ({ sid }: { sid: string }) => ended.has(sid), staleMs: () => 0 };
    const { key, verifier } = staticVerifier({ revocations });
    const token = withClaims(key, { sid: "sid_a" });
    await verifier.verify(token);
    ended.add("sid_a");
    expect(await outcomeOf(verifier.verify(token))).toBe("invalid");
    expect(await outcomeOf(verifier.verify(token, { revocation: "none" }))).toBe("verified");
  });

  test("is remembered among the last ones only", async () => {
    const { key, verifier } = staticVerifier({ cacheSize: 10 });
    const tokens = Array.from({ length: 40 }, (_, gen) => withClaims(key, { gen }));
    for (const token of tokens) {
      await verifier.verify(token);
      // One that comes all the time stays.
      await verifier.verify(tokens[0] ?? "");
    }
    expect(checks).toHaveBeenCalledTimes(40);
    await verifier.verify(tokens[1] ?? "");
    expect(checks).toHaveBeenCalledTimes(41);
  });

  test("is looked at anew where nothing is to be remembered", async () => {
    const { key, verifier } = staticVerifier({ cacheSize: 0 });
    const token = withClaims(key, {});
    await verifier.verify(token);
    await verifier.verify(token);
    expect(checks).toHaveBeenCalledTimes(2);
  });

  test("gives claims that nobody can change", async () => {
    const { key, verifier } = staticVerifier();
    const claims = await verifier.verify(withClaims(key, { roles: { admin: false } }));
    expect(() => Object.assign(claims, { sub: "usr_grace" })).toThrow(TypeError);
    expect(() => Object.assign(claims["roles"] as object, { admin: true })).toThrow(TypeError);
    expect(() => (claims.amr as string[]).push("otp")).toThrow(TypeError);
  });
});

describe("refusals", () => {
  test("are one error for every reason, without a part of the token", async () => {
    const { key, verifier, clock } = staticVerifier();
    const expired = withClaims(key, { exp: now + 1 });
    clock.advance(60_000);
    const forged = withClaims(throwawayKey("ES256"), {});
    const thrown = await Promise.all(
      ["", "x", "a.b.c", expired, forged].map((token) =>
        verifier.verify(token).catch((error: unknown) => error),
      ),
    );
    expect(new Set(thrown.map(String))).toEqual(new Set(["SessionError: access_token_invalid"]));
  });

  test.each([[undefined], [null], [7], [["a.b.c"]], [{}]])("%j is refused as well", async (value) => {
    expect(await outcomeOf(staticVerifier().verifier.verify(value as unknown as string))).toBe("invalid");
  });
});

describe("revocation", () => {
  const dead: RevocationSource = {
    staleMs: () => Number.POSITIVE_INFINITY,
    isRevoked: () => {
      throw new VerifierUnavailableError("has not been heard of", { retryAfterMs: 1 });
    },
  };

  test("by a source that has no answer is unavailable, and a route may do without", async () => {
    const { key, verifier } = staticVerifier({ revocations: dead });
    const token = withClaims(key, {});
    expect(await outcomeOf(verifier.verify(token))).toBe("unavailable");
    expect(await outcomeOf(verifier.verify(token, { revocation: "none" }))).toBe("verified");
  });

  test("is not told of a forgery", async () => {
    const { verifier } = staticVerifier({ revocations: dead });
    expect(await outcomeOf(verifier.verify("a.b.c"))).toBe("invalid");
  });

  test("waits for the source until it has heard something", async () => {
    let isReady = false;
    const settle = async () => {
      await Promise.resolve();
      isReady = true;
    };
    const { key, verifier } = staticVerifier({
      revocations: { settle, isRevoked: () => !isReady, staleMs: () => 0 },
    });
    expect(await outcomeOf(verifier.verify(withClaims(key, {})))).toBe("verified");
  });

  test("strict asks the issuer each time, after the signature, and believes nothing but true", async () => {
    const asked: string[] = [];
    const answers: unknown[] = [true, false, { active: false }, "true", undefined];
    const introspect = async (token: string) => {
      asked.push(token);
      return answers.shift() as boolean;
    };
    const { key, verifier } = staticVerifier({ introspect, revocations: dead });
    const token = withClaims(key, {});
    const outcomes = [];
    for (let i = 0; i < 5; i++)
      outcomes.push(await outcomeOf(verifier.verify(token, { revocation: "strict" })));
    expect(outcomes).toEqual(["verified", "invalid", "invalid", "invalid", "invalid"]);
    await outcomeOf(verifier.verify("a.b.c", { revocation: "strict" }));
    expect(asked).toEqual(Array.from({ length: 5 }, () => token));
  });

  test("strict is unavailable when the issuer gives no answer", async () => {
    const { key, verifier } = staticVerifier({ introspect: () => Promise.reject(new Error("down")) });
    expect(await outcomeOf(verifier.verify(withClaims(key, {}), { revocation: "strict" }))).toBe(
      "unavailable",
    );
  });

  test("that the verifier was not made for is a mistake", async () => {
    const { key, verifier } = staticVerifier();
    const token = withClaims(key, {});
    expect(verifier.revocationChecks).toEqual(["none"]);
    await expect(verifier.verify(token, { revocation: "strict" })).rejects.toThrow(/introspect/);
    await expect(verifier.verify(token, { revocation: "feed" })).rejects.toThrow(/revocations/);
  });

  test("ends with the verifier", () => {
    const close = vi.fn();
    staticVerifier({ revocations: { isRevoked: () => false, staleMs: () => 0, close } }).verifier.close();
    staticVerifier().verifier.close();
    expect(close).toHaveBeenCalledTimes(1);
  });
});

describe("options that cannot be meant are a TypeError that names the fix", () => {
  const { jwk } = throwawayKey("ES256");
  const options: VerifierOptions = { issuer: testIssuer, audience: testAudience, jwks: { keys: [jwk] } };

  test.each([
    [{ issuer: "app.example/auth" }, /issuer must be an absolute URL/],
    [{ issuer: "http://app.example/auth" }, /issuer must use https/],
    [{ audience: "" }, /audience must be the name of this API/],
    [{ audience: undefined }, /audience must be/],
    [{ jwks: "http://app.example/jwks.json" }, /jwks must use https/],
    [{ jwks: "https://ada:secret@app.example/jwks" }, /jwks must be an absolute URL without a user/],
    [{ jwks: "/jwks.json" }, /jwks must be an absolute URL/],
    [{ jwks: {} }, /a JWKS must be an object whose keys are a list/],
    [{ jwks: undefined }, /a JWKS must be/],
    [{ jwks: { keys: [] } }, /must hold a key/],
    [{ clockToleranceMs: 60_001 }, /clockToleranceMs must be a whole number from 0 to 60000/],
    [{ clockToleranceMs: -1 }, /clockToleranceMs/],
    [{ cacheSize: 0.5 }, /cacheSize must be a whole number/],
    [{ fetch: "fetch" }, /fetch must be a function/],
    [{ clock: 0 }, /clock must be a function/],
    [{ introspect: true }, /introspect must be a function/],
    [{ revocations: {} }, /revocations must have isRevoked\(\); try revocationFeed/],
    [{ audiance: "x" }, /audiance is not an option; the options are issuer, audience/],
  ])("%j", (difference, message) => {
    const make = () => createVerifier({ ...options, ...(difference as Partial<VerifierOptions>) });
    expect(make).toThrow(message);
    expect(make).toThrow(TypeError);
    expect(make).not.toThrow(/secret/);
  });

  test.each(["http://localhost:3000/jwks", "http://127.0.0.1/jwks", "http://[::1]:8080/jwks"])(
    "%s is this machine",
    (jwks) => {
      expect(() => createVerifier({ ...options, issuer: "http://localhost:3000", jwks })).not.toThrow();
    },
  );
});
