/**
 * Goal: clients that others wrote find Pawl by its issuer, refresh, revoke and introspect with it, and are never told that a
 * session is over while it is not (RFC 8414, 6749 §6, 7009, 7662, 9470).
 * Method: the two libraries that most of Node uses, as they are, over real HTTP on this machine; what they make of each answer
 * is looked at, in their words.
 */
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import { describe, expect, test } from "vitest";
import { days, hours, minutes } from "../../../src/session/policy.ts";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import type { AccessTokenClaims } from "../../../src/tokens/access-token.ts";
import { testAudience } from "../../support/create-test-pawl.ts";
import { faultyStore } from "../../support/faulty-store.ts";
import { type LoopbackIssuer, openLoopbackIssuer } from "../support/loopback-issuer.ts";
import { type OAuthClient, oauthLibraries } from "../support/oauth-clients.ts";
import { grantedScope, nativeLogin, passwordClass } from "../support/oauth-site.ts";
import { bearer } from "../support/visits.ts";

/** What a library throws. */
interface LibraryError {
  readonly name: string;
  readonly code?: string;
  readonly error?: string;
  readonly status?: number;
  readonly cause?: unknown;
}

async function failureOf(call: Promise<unknown>): Promise<LibraryError> {
  return await call.then(
    () => Promise.reject(new Error("the library took it for a success")),
    (error: LibraryError) => error,
  );
}

describe.each(oauthLibraries)("$name", ({ discover, introspections }) => {
  async function begin(options: Parameters<typeof openLoopbackIssuer>[0] = {}): Promise<{
    readonly site: LoopbackIssuer;
    readonly client: OAuthClient;
    readonly token: string;
    readonly sid: string;
  }> {
    const site = await openLoopbackIssuer(options);
    const { refreshToken, sid } = await nativeLogin(site);
    return { site, client: await discover(site.issuer), token: refreshToken, sid };
  }

  test("discovers an issuer with a path, and every endpoint of it", async () => {
    const { site, client } = await begin();
    expect(client.metadata).toMatchObject({
      issuer: site.issuer,
      token_endpoint: `${site.issuer}/token`,
      revocation_endpoint: `${site.issuer}/revoke`,
      introspection_endpoint: `${site.issuer}/introspect`,
      jwks_uri: `${site.issuer}/.well-known/jwks.json`,
      token_endpoint_auth_methods_supported: ["none"],
    });
  });

  test("refreshes, again and again, each time with the token that it was given last", async () => {
    const { site, client, token } = await begin();
    let held = token;
    for (let i = 0; i < 3; i++) {
      const granted = await client.refresh(held);
      expect(granted).toMatchObject({ scope: grantedScope, expires_in: 1800, rotation: "rotated" });
      expect((await client.fetch(site.resource, granted.access_token)).status).toBe(200);
      expect(granted.refresh_token).not.toBe(held);
      held = granted.refresh_token ?? "";
      site.clock.advance(minutes(1));
    }
  });

  test("asks for less than it was granted, and is told so", async () => {
    const { client, token } = await begin();
    expect(await client.refresh(token, { scope: "notes:read" })).toMatchObject({ scope: "notes:read" });
  });

  test("is told invalid_scope for more, and its token is still good", async () => {
    const { client, token } = await begin();
    const failure = await failureOf(client.refresh(token, { scope: "admin" }));
    expect(failure).toMatchObject({ name: "ResponseBodyError", error: "invalid_scope", status: 400 });
    expect((await client.refresh(token)).rotation).toBe("rotated");
  });

  test("is told invalid_target for another resource, and invalid_client as another client", async () => {
    const { site, client, token } = await begin();
    const resource = "https://other.example";
    expect(await failureOf(client.refresh(token, { resource }))).toMatchObject({ error: "invalid_target" });
    const other = await discover(site.issuer, "another");
    expect(await failureOf(other.refresh(token))).toMatchObject({ error: "invalid_client", status: 400 });
    expect((await client.refresh(token, { resource: testAudience })).rotation).toBe("rotated");
  });

  test("that lost an answer asks again with the old token, and is given the very same new one", async () => {
    const { client, token } = await begin();
    const lost = await client.refresh(token);
    const again = await client.refresh(token);
    expect([again.rotation, again.refresh_token]).toEqual(["replayed", lost.refresh_token]);
  });

  test("that lost an answer long ago goes on all the same", async () => {
    const { site, client, token } = await begin();
    await client.refresh(token);
    site.clock.advance(hours(5));
    expect((await client.refresh(token)).rotation).toBe("recovered");
  });

  test("that uses a token which somebody else has used is told invalid_grant, and so is that somebody", async () => {
    const { site, client, token } = await begin();
    const thief = await client.refresh(token);
    await client.fetch(site.resource, thief.access_token);
    site.clock.advance(hours(25));
    for (const held of [token, thief.refresh_token ?? ""]) {
      const failure = await failureOf(client.refresh(held));
      expect(failure).toMatchObject({
        ...{ name: "ResponseBodyError", error: "invalid_grant", status: 400 },
        cause: { code: "refresh_token_reused", reason: "refresh_token_reused" },
      });
    }
  });

  test("is told invalid_grant when the session is over by time, or its token nobody's", async () => {
    const { site, client, token } = await begin();
    expect(await failureOf(client.refresh("garbage"))).toMatchObject({
      error: "invalid_grant",
      cause: { code: "refresh_token_unknown" },
    });
    site.clock.advance(days(7));
    expect(await failureOf(client.refresh(token))).toMatchObject({
      error: "invalid_grant",
      cause: { code: "session_expired", reason: "inactivity" },
    });
  });

  test("that lost a race is told to try again, by nothing that it takes for the end", async () => {
    const { site, client, token } = await begin();
    const second = await client.refresh(token);
    site.clock.advance(hours(1));
    const third = await client.refresh(second.refresh_token ?? "");
    const failure = await failureOf(client.refresh(token));
    expect(failure).toMatchObject({
      ...{ name: "ResponseBodyError", error: "temporarily_unavailable", status: 409 },
      cause: { code: "refresh_token_superseded", revision: expect.any(String) },
    });
    expect((await client.refresh(third.refresh_token ?? "")).access_token).toEqual(expect.any(String));
  });

  test("is told nothing of its grant while the store is silent, and goes on with the same token", async () => {
    const store = faultyStore(memoryStore());
    const { client, token } = await begin({ store });
    store.out = true;
    const failure = await failureOf(client.refresh(token));
    expect(failure).toMatchObject({ code: "OAUTH_RESPONSE_IS_NOT_CONFORM" });
    expect((failure.cause as Response).status).toBe(503);
    expect((await failureOf(client.revoke(token))).code).toBe("OAUTH_RESPONSE_IS_NOT_CONFORM");
    store.out = false;
    expect((await client.refresh(token)).rotation).toBe("rotated");
  });

  test("revokes by either token, and what was never one", async () => {
    const { site, client, token } = await begin();
    const other = await nativeLogin(site);
    await client.revoke("garbage");
    await client.revoke(token);
    await client.revoke(other.tokens.access_token);
    for (const held of [token, other.refreshToken]) {
      expect(await failureOf(client.refresh(held))).toMatchObject({
        error: "invalid_grant",
        cause: { code: "session_revoked", reason: "logged_out" },
      });
    }
  });

  test("introspects in each way that it knows, until the session ends", async () => {
    const { site, client, token, sid } = await begin();
    const { access_token: accessToken } = await client.refresh(token);
    const ways = Object.entries(await introspections(site.issuer));
    expect(ways.length).toBeGreaterThan(1);
    for (const [way, introspect] of ways) {
      const active = await introspect(accessToken);
      expect([way, active]).toEqual([way, expect.objectContaining({ active: true, sub: "usr_ada", sid })]);
      expect([way, await introspect(token)]).toEqual([way, { active: false }]);
    }
    await client.revoke(accessToken);
    for (const [way, introspect] of ways) {
      expect([way, await introspect(accessToken)]).toEqual([way, { active: false }]);
    }
  });

  test("that introspects with a wrong credential is challenged, and told nothing", async () => {
    const { site, token } = await begin();
    const ways = await introspections(site.issuer, "a-credential-that-nobody-knows-of-here");
    for (const [way, introspect] of Object.entries(ways)) {
      const failure = await failureOf(introspect(token));
      expect(failure).toMatchObject({ code: "OAUTH_WWW_AUTHENTICATE_CHALLENGE", status: 401 });
      const scheme = way === "client_secret_basic" ? "basic" : "bearer";
      expect(failure.cause).toEqual([{ scheme, parameters: { realm: "pawl" } }]);
    }
  });

  test("reads from the challenge of a route what a new login has to be like", async () => {
    const asked = { maxAuthAgeMs: minutes(5), acrValues: "urn:example:mfa urn:example:hardware" };
    const site = await openLoopbackIssuer({}, asked);
    const client = await discover(site.issuer);
    const { tokens } = await nativeLogin(site);
    const failure = await failureOf(client.fetch(site.resource, tokens.access_token));
    expect(failure).toMatchObject({ code: "OAUTH_WWW_AUTHENTICATE_CHALLENGE", status: 401 });
    expect(failure.cause).toEqual([
      {
        scheme: "bearer",
        parameters: expect.objectContaining({
          error: "insufficient_user_authentication",
          acr_values: asked.acrValues,
          max_age: "300",
        }),
      },
    ]);
  });

  test("passes a route whose class of authentication its login has", async () => {
    const site = await openLoopbackIssuer({}, { acrValues: `urn:example:mfa ${passwordClass}` });
    const client = await discover(site.issuer);
    const { tokens } = await nativeLogin(site);
    expect((await client.fetch(site.resource, tokens.access_token)).status).toBe(200);
  });
});

describe("tokens verify with keys from the address that was discovered", () => {
  async function tokenOf(
    site: LoopbackIssuer,
  ): Promise<{ token: string; claims: AccessTokenClaims; jwksUri: URL }> {
    const [{ discover }] = oauthLibraries as [(typeof oauthLibraries)[number]];
    const client = await discover(site.issuer);
    const { refreshToken } = await nativeLogin(site);
    const { access_token: token } = await client.refresh(refreshToken);
    const claims = await site.pawl.verify(token);
    return { token, claims, jwksUri: new URL(String(client.metadata["jwks_uri"])) };
  }

  test("in jose, before and after a rotation of keys", async () => {
    const site = await openLoopbackIssuer();
    const { token, claims, jwksUri } = await tokenOf(site);
    const keys = createRemoteJWKSet(jwksUri, { cooldownDuration: 0 });
    const expected = { issuer: site.issuer, audience: testAudience, typ: "at+jwt" };
    const before = await jwtVerify(token, keys, expected);
    expect(before.payload).toEqual(claims);
    await site.pawl.keys.rotate({ now: true });
    const after = await jwtVerify((await nativeLogin(site)).tokens.access_token, keys, expected);
    expect(after.protectedHeader.kid).not.toBe(before.protectedHeader.kid);
    expect((await jwtVerify(token, keys, expected)).payload).toEqual(claims);
  });

  test("in oauth4webapi, as an access token of RFC 9068", async () => {
    const site = await openLoopbackIssuer();
    const { token, claims, jwksUri } = await tokenOf(site);
    const as = { issuer: site.issuer, jwks_uri: jwksUri.href };
    const request = new Request(site.resource, { headers: bearer(token) });
    const options = { [oauth.allowInsecureRequests]: true };
    expect(await oauth.validateJwtAccessToken(as, request, testAudience, options)).toEqual(claims);
  });
});
