/**
 * Goal: `POST /introspect` tells a verifier, and nobody else, whether an access token is good at this very instant (RFC 7662,
 * C77), and of everything else nothing.
 * Method: each way of authenticating and each mistake in it; tokens of every kind and state; two servers on one store.
 */
import { describe, expect, test } from "vitest";
import { days, hours, minutes } from "../../../src/session/policy.ts";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import { countingStore } from "../../support/counting-store.ts";
import { testAudience, testIssuer } from "../../support/create-test-pawl.ts";
import { faultyStore } from "../../support/faulty-store.ts";
import { verifierOne, verifierTwo } from "../../support/secrets.ts";
import { expectOAuthFailure } from "../support/oauth-failure.ts";
import { grant, grantedScope, nativeLogin, openOAuthSite, passwordClass } from "../support/oauth-site.ts";
import { expectProblem } from "../support/problem.ts";
import { openSite, type Site } from "../support/site.ts";
import { bearer, form, held } from "../support/visits.ts";

const introspect = (site: Pick<Site, "send">, token: string, parameters: Record<string, string> = {}) =>
  form(site, "/introspect", { token, ...parameters }, bearer(verifierOne));

const basic = (user: string, password: string) => ({
  Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});

/** Of all characters that a credential may have. */
const awkward = `${"aZ09._~+/-".repeat(4)}==`;

describe("an access token of a living session", () => {
  test("is active, with all its claims and as what it is to be used", async () => {
    const site = await openOAuthSite();
    const { tokens, sid } = await nativeLogin(site);
    const answer = await introspect(site, tokens.access_token);
    const now = Math.floor(site.clock.now / 1000);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.setCookies).toEqual([]);
    expect(answer.json).toEqual({
      ...{ active: true, token_type: "Bearer", iss: testIssuer, sub: "usr_ada", aud: testAudience },
      ...{ client_id: "web", iat: now, exp: now + 1800, jti: expect.stringMatching(/^[\w-]{22}$/) },
      ...{ sid, gen: 0, auth_time: now, amr: ["pwd"], scope: grantedScope, acr: passwordClass },
    });
  });

  test.each(["access_token", "refresh_token", "garbage"])("is so with the hint %s", async (hint) => {
    const site = await openOAuthSite();
    const { tokens } = await nativeLogin(site);
    const answer = await introspect(site, tokens.access_token, { token_type_hint: hint });
    expect(answer.json).toMatchObject({ active: true });
  });

  test("says so whatever an identity's own claims are called", async () => {
    const site = await openOAuthSite();
    const claims = { active: false, token_type: "none", username: "ada" };
    const { accessToken } = await site.pawl.create("usr_ada", { claims });
    const { json } = await introspect(site, accessToken);
    expect(json).toMatchObject({ active: true, token_type: "Bearer", username: "ada" });
  });

  test("is no activity of its user, and rotates nothing", async () => {
    const store = countingStore(memoryStore());
    const site = await openOAuthSite({ store });
    const { tokens, sid } = await nativeLogin(site);
    const before = await store.sessions.find(sid);
    site.clock.advance(minutes(20));
    store.forget();
    expect((await introspect(site, tokens.access_token)).json).toMatchObject({ active: true });
    const verbs = store.calls.map(({ verb }) => verb).filter((verb) => verb.startsWith("sessions."));
    expect(verbs.sort()).toEqual(["sessions.endedSince", "sessions.find"]);
    expect(await store.sessions.find(sid)).toEqual(before);
  });

  test("was received by somebody, as every sight of one by a verifier says", async () => {
    const site = await openOAuthSite();
    const { refreshToken, sid } = await nativeLogin(site);
    const { tokens } = held(await grant(site, refreshToken));
    await introspect(site, tokens.access_token);
    await expect.poll(async () => (await site.store.sessions.find(sid))?.received).toBe(true);
  });
});

describe("what is not active, without a word more", () => {
  const inactive = { active: false };

  test("a refresh token, current or not: no resource server may be told that one is good", async () => {
    const site = await openOAuthSite();
    const { refreshToken } = await nativeLogin(site);
    const { refreshToken: next } = held(await grant(site, refreshToken));
    for (const token of [refreshToken, next]) {
      for (const hint of ["refresh_token", "access_token"]) {
        expect((await introspect(site, token, { token_type_hint: hint })).json).toEqual(inactive);
      }
    }
  });

  test.each(["garbage", "a.b.c", "x".repeat(9000)])("%.9s, which is no token", async (token) => {
    const answer = await introspect(await openOAuthSite(), token);
    expect([answer.status, answer.json]).toEqual([200, inactive]);
  });

  test("one of another issuer with the same store", async () => {
    const site = await openOAuthSite();
    const other = await openOAuthSite({ store: site.store, seed: 2, issuer: "https://other.example/auth" });
    const { tokens } = await nativeLogin(other);
    expect((await introspect(other, tokens.access_token)).json).toMatchObject({ active: true });
    expect((await introspect(site, tokens.access_token)).json).toEqual(inactive);
  });

  test("one that has expired, to the second", async () => {
    const site = await openOAuthSite();
    const { tokens } = await nativeLogin(site);
    site.clock.advance(minutes(30) - 1);
    expect((await introspect(site, tokens.access_token)).json).toMatchObject({ active: true });
    site.clock.advance(1);
    expect((await introspect(site, tokens.access_token)).json).toEqual(inactive);
  });

  test("one of a session that another server has just ended: by the row, before the list knows", async () => {
    const store = memoryStore();
    const site = await openOAuthSite({ store });
    const other = await openOAuthSite({ store, clock: site.clock, seed: 2 });
    const { tokens, sid } = await nativeLogin(site);
    expect((await introspect(site, tokens.access_token)).json).toMatchObject({ active: true });
    await other.pawl.revoke(sid);
    // The server itself would still take it, for up to a second.
    expect(await site.pawl.verify(tokens.access_token)).toMatchObject({ sid });
    expect((await introspect(site, tokens.access_token)).json).toEqual(inactive);
  });

  test("one of a session that is over by time, in the part of a second for which its token is longer", async () => {
    const site = await openOAuthSite({ policy: { inactivityTimeoutMs: minutes(31) } });
    site.clock.advance(500);
    const { refreshToken, sid } = await nativeLogin(site);
    site.clock.advance(minutes(20));
    const { tokens } = held(await grant(site, refreshToken, { inactive_for: "1200" }));
    site.clock.advance(minutes(11) - 1);
    expect((await introspect(site, tokens.access_token)).json).toMatchObject({ active: true });
    site.clock.advance(1);
    expect(await site.pawl.verify(tokens.access_token)).toMatchObject({ sid });
    expect((await introspect(site, tokens.access_token)).json).toEqual(inactive);
  });

  test("one of a session that is no longer stored", async () => {
    const site = await openOAuthSite();
    const { tokens, sid } = await nativeLogin(site);
    await site.store.sessions.revoke(sid, { reason: "logged_out", at: site.clock.now - days(90) });
    await site.store.sessions.deleteExpired(site.clock.now - days(1), 10);
    expect(await site.store.sessions.find(sid)).toBeUndefined();
    expect((await introspect(site, tokens.access_token)).json).toEqual(inactive);
  });
});

describe("a verifier shows its credential", () => {
  const inBasic = basic("any client", verifierOne);
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ["as a bearer", bearer(verifierOne), {}],
    ["as a bearer in another case", { Authorization: `bEaReR ${verifierOne}` }, {}],
    ["as the password of any client", inBasic, {}],
    ["as the password of no client", basic("", verifierOne), {}],
    ["as client_secret in the form", {}, { client_id: "api", client_secret: verifierOne }],
    ["as client_secret alone", {}, { client_secret: verifierOne }],
  ])("%s", async (_, headers, parameters) => {
    const site = await openOAuthSite();
    const { tokens } = await nativeLogin(site);
    const answer = await form(site, "/introspect", { token: tokens.access_token, ...parameters }, headers);
    expect(answer.json).toMatchObject({ active: true });
  });

  test("of any characters, encoded as a form (RFC 6749 §2.3.1) or not at all", async () => {
    const site = await openOAuthSite({ verifierCredentials: [awkward] });
    const { tokens } = await nativeLogin(site);
    const encoded = new URLSearchParams({ x: awkward }).toString().slice(2);
    expect(encoded).not.toBe(awkward);
    const ways: Record<string, string>[] = [bearer(awkward), basic("api", awkward), basic("a%3Ab", encoded)];
    for (const headers of ways) {
      const answer = await form(site, "/introspect", { token: tokens.access_token }, headers);
      expect(answer.json).toMatchObject({ active: true });
    }
    const parameters = { token: tokens.access_token, client_secret: awkward };
    expect((await form(site, "/introspect", parameters)).json).toMatchObject({ active: true });
  });

  test("or each of several while one is replaced", async () => {
    const site = await openOAuthSite({ verifierCredentials: [verifierTwo, verifierOne] });
    for (const one of [verifierOne, verifierTwo]) {
      expect((await form(site, "/introspect", { token: "x" }, bearer(one))).status).toBe(200);
    }
  });

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ["none", {}, {}],
    ["an empty one", {}, { client_secret: "" }],
    ["a wrong bearer", bearer(`${verifierOne}x`), {}],
    ["the beginning of it", bearer(verifierOne.slice(0, -1)), {}],
    ["two at once", { Authorization: `Bearer ${verifierOne}, Bearer ${verifierOne}` }, {}],
    ["another scheme", { Authorization: `Digest ${verifierOne}` }, {}],
    ["a wrong password", basic("api", "wrong"), {}],
    ["it as the user", basic(verifierOne, ""), {}],
    ["it without a user", { Authorization: `Basic ${Buffer.from(verifierOne).toString("base64")}` }, {}],
    ["it as it is, as Basic", { Authorization: `Basic ${verifierOne}` }, {}],
    ["broken escapes", basic("api", `${verifierOne}%zz`), {}],
    ["nothing as Basic", { Authorization: "Basic" }, {}],
    ["a wrong client_secret", {}, { client_secret: "wrong" }],
    ["the client_id alone", {}, { client_id: verifierOne }],
  ])(
    "that is %s: 401 invalid_client, challenged in the scheme that was tried",
    async (_, headers, parameters) => {
      const site = await openOAuthSite();
      const { tokens } = await nativeLogin(site);
      const answer = await form(site, "/introspect", { token: tokens.access_token, ...parameters }, headers);
      const isBasic = headers["Authorization"]?.startsWith("Basic") === true;
      expectOAuthFailure(answer, "verifier_credential_invalid", { scheme: isBasic ? "Basic" : "Bearer" });
    },
  );

  test("and no access token of its own: that is nobody's credential", async () => {
    const site = await openOAuthSite();
    const { tokens } = await nativeLogin(site);
    const answer = await form(
      site,
      "/introspect",
      { token: tokens.access_token },
      bearer(tokens.access_token),
    );
    expectOAuthFailure(answer, "verifier_credential_invalid");
  });

  test("in one way, not in two (RFC 6749 §2.3)", async () => {
    const site = await openOAuthSite();
    const parameters = { token: "x", client_secret: verifierOne };
    expectOAuthFailure(await form(site, "/introspect", parameters, bearer(verifierOne)), "invalid_request");
  });

  test("and nothing is looked up for who shows none", async () => {
    const store = countingStore(memoryStore());
    const site = await openOAuthSite({ store });
    const { tokens } = await nativeLogin(site);
    store.forget();
    await form(site, "/introspect", { token: tokens.access_token });
    expect(store.calls).toEqual([]);
  });

  test("where one is configured; elsewhere there is no such route", async () => {
    const site = await openSite();
    expectProblem(await form(site, "/introspect", { token: "x" }, bearer(verifierOne)), "not_found");
  });
});

describe("a request", () => {
  test("without a token, or with two, is invalid_request", async () => {
    const site = await openOAuthSite();
    const ask = (body: string) => form(site, "/introspect", body, bearer(verifierOne));
    expectOAuthFailure(await ask(""), "invalid_request", { detail: "token is missing." });
    expectOAuthFailure(await ask("token="), "invalid_request", { detail: "token is missing." });
    const twice = await site.send("POST", "/introspect", {
      headers: { ...bearer(verifierOne), "Content-Type": "application/x-www-form-urlencoded" },
      body: "token=a&token=b",
    });
    expectOAuthFailure(twice, "invalid_request", { detail: "A parameter comes twice." });
  });

  test("that is no form is 415", async () => {
    const site = await openOAuthSite();
    const answer = await site.send("POST", "/introspect", {
      headers: bearer(verifierOne),
      body: { token: "x" },
    });
    expectOAuthFailure(answer, "unsupported_media_type");
  });

  test("is 503 while the store gives no answer, and never says that a token is not active", async () => {
    const store = faultyStore(memoryStore());
    const site = await openOAuthSite({ store });
    const { tokens } = await nativeLogin(site);
    store.out = true;
    expectOAuthFailure(await introspect(site, tokens.access_token), "store_unavailable");
    site.clock.advance(hours(1));
    store.out = false;
    expect((await introspect(site, tokens.access_token)).json).toEqual({ active: false });
  });

  test("is 503 for a token with an unknown key, while the store cannot say whether there is a new one", async () => {
    const store = faultyStore(memoryStore());
    const site = await openOAuthSite({ store });
    await nativeLogin(site);
    const elsewhere = await openOAuthSite({ seed: 3, clock: site.clock });
    const { tokens } = await nativeLogin(elsewhere);
    store.out = true;
    expectOAuthFailure(await introspect(site, tokens.access_token), "store_unavailable");
  });
});
