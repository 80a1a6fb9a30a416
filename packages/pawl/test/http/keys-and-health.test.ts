/**
 * Goal: the public keys are public and nothing more; health says what is true.
 * Method: the three open routes over real HTTP, with the store up and down.
 */
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { jwksMaxAgeMs, keySchedule } from "../../src/tokens/key-schedule.ts";
import { testAudience, testIssuer } from "../support/create-test-pawl.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { expectProblem } from "./support/problem.ts";
import { openSite } from "./support/site.ts";
import { login } from "./support/visits.ts";

const jwksPath = "/.well-known/jwks.json";

test("C45: the key set has exactly the public members, under its own media type", async () => {
  const site = await openSite();
  const answer = await site.send("GET", jwksPath);
  expect(answer.headers.get("content-type")).toBe("application/jwk-set+json; charset=utf-8");
  expect(answer.json).toEqual({
    keys: [
      {
        kty: "EC",
        crv: "P-256",
        x: expect.stringMatching(/^[\w-]{43}$/),
        y: expect.stringMatching(/^[\w-]{43}$/),
        kid: expect.stringMatching(/^[\w-]{43}$/),
        alg: "ES256",
        use: "sig",
      },
    ],
  });
});

test("it may be cached for as long as keys are announced before they sign, and no longer", async () => {
  expect(jwksMaxAgeMs).toBe(300_000);
  expect(keySchedule(1).announceMs).toBeGreaterThan(jwksMaxAgeMs);
});

test("anyone may read and cache it for five minutes; nothing in it contradicts that", async () => {
  const { headers } = await (await openSite()).send("GET", jwksPath);
  expect(headers.get("cache-control")).toBe("public, max-age=300");
  expect(headers.has("pragma")).toBe(false);
  expect(headers.has("vary")).toBe(false);
  expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
});

test("who has the set already is told so, for another five minutes, until a key comes", async () => {
  const site = await openSite();
  const first = await site.send("GET", jwksPath);
  const etag = first.headers.get("etag") ?? "";
  expect(etag).toMatch(/^"[\w-]{22}"$/);
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
    const again = await site.send("GET", jwksPath, { headers: { "If-None-Match": known } });
    expect([again.status, again.text]).toEqual([304, ""]);
    expect(again.headers.get("etag")).toBe(etag);
    expect(again.headers.get("cache-control")).toBe("public, max-age=300");
  }
  for (const other of ['"other"', etag.replaceAll('"', ""), ""]) {
    expect((await site.send("GET", jwksPath, { headers: { "If-None-Match": other } })).status).toBe(200);
  }
  await site.pawl.keys.rotate();
  const after = await site.send("GET", jwksPath, { headers: { "If-None-Match": etag } });
  expect(after.status).toBe(200);
  expect((after.json as JSONWebKeySet).keys).toHaveLength(2);
});

test("an access token verifies with these keys in another library", async () => {
  const site = await openSite();
  const { tokens } = await login(site);
  const keys = createLocalJWKSet((await site.send("GET", jwksPath)).json as JSONWebKeySet);
  const { payload, protectedHeader } = await jwtVerify(tokens.access_token, keys, {
    issuer: testIssuer,
    audience: testAudience,
    typ: "at+jwt",
    algorithms: ["ES256"],
    currentDate: new Date(site.clock.now),
  });
  expect(payload["sid"]).toBe(tokens.session.sid);
  expect(protectedHeader).toEqual({ alg: "ES256", typ: "at+jwt", kid: expect.any(String) });
});

test("C46: an access token holds these claims and no others", async () => {
  const { tokens } = await login(await openSite());
  const payload = JSON.parse(Buffer.from(tokens.access_token.split(".")[1] ?? "", "base64url").toString());
  expect(Object.keys(payload).sort()).toEqual(
    ["amr", "aud", "auth_time", "client_id", "exp", "gen", "iat", "iss", "jti", "sid", "sub"].sort(),
  );
});

test.each(["/healthz", "/readyz"])("%s says ok", async (path) => {
  const answer = await (await openSite()).send("GET", path);
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual({ status: "ok" });
});

test("C83: with the store out of reach readyz is 503, and healthz stays 200 so that nobody is restarted", async () => {
  const store = faultyStore(memoryStore());
  const site = await openSite({ store });
  store.out = true;
  expectProblem(await site.send("GET", "/readyz"), "store_unavailable");
  expect((await site.send("GET", "/healthz")).status).toBe(200);
  store.out = false;
  expect((await site.send("GET", "/readyz")).status).toBe(200);
});

test("readyz makes the first signing key, and is 503 while there is none", async () => {
  const store = faultyStore(memoryStore());
  const site = await openSite({ store });
  store.failNext("keys.insert", "before");
  expectProblem(await site.send("GET", "/readyz"), "store_unavailable");
  expect((await site.send("GET", "/readyz")).status).toBe(200);
  expect(site.events.of("signing_key_created")).toHaveLength(1);
});

test("C45: a key set that cannot be read is an error that nobody caches", async () => {
  const store = faultyStore(memoryStore());
  const site = await openSite({ store });
  store.out = true;
  const answer = await site.send("GET", jwksPath);
  expectProblem(answer, "store_unavailable");
  expect(answer.headers.get("access-control-allow-origin")).toBeNull();
});
