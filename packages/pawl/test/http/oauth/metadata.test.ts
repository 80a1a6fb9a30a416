/**
 * Goal: clients find the endpoints by the issuer alone (RFC 8414), at both places where they look, and the document lists
 * what works and nothing else (C78).
 * Method: issuers with and without a path, behind each adapter; each advertised endpoint and method is then used.
 */
import express from "express";
import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { pawlRouter } from "../../../src/http/adapters/express.ts";
import { pawlRoutes as honoRoutes } from "../../../src/http/adapters/hono.ts";
import { toNodeListener } from "../../../src/http/adapters/node.ts";
import { pawlRoutes as nextRoutes } from "../../../src/next/routes.ts";
import type { AuthorizationServerMetadata } from "../../../src/protocol/wire.ts";
import { createTestPawl, testIssuer } from "../../support/create-test-pawl.ts";
import { verifierOne } from "../../support/secrets.ts";
import { listen } from "../support/listen.ts";
import { grant, nativeLogin, openOAuthSite } from "../support/oauth-site.ts";
import { expectProblem } from "../support/problem.ts";
import { received, send } from "../support/send.ts";
import { openSite } from "../support/site.ts";
import { bearer, form, held } from "../support/visits.ts";

const document = "/.well-known/oauth-authorization-server";

test("it names the issuer to the letter, the endpoints below it, and what they take", async () => {
  const answer = await (await openOAuthSite()).send("GET", document);
  expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(answer.json).toEqual({
    issuer: testIssuer,
    token_endpoint: `${testIssuer}/token`,
    revocation_endpoint: `${testIssuer}/revoke`,
    introspection_endpoint: `${testIssuer}/introspect`,
    jwks_uri: `${testIssuer}/.well-known/jwks.json`,
    grant_types_supported: ["refresh_token"],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ["none"],
    revocation_endpoint_auth_methods_supported: ["none"],
    introspection_endpoint_auth_methods_supported: ["Bearer", "client_secret_basic", "client_secret_post"],
  });
});

test("without a verifier's credential it names no introspection", async () => {
  const { json } = await (await openSite()).send("GET", document);
  expect(Object.keys(json as object).filter((name) => name.startsWith("introspection"))).toEqual([]);
});

test("everything that it names is there, and takes what it says", async () => {
  const site = await openOAuthSite();
  const metadata = (await site.send("GET", document)).json as AuthorizationServerMetadata;
  const pathOf = (url: string | undefined) => (url ?? "").slice(testIssuer.length);
  const { refreshToken, tokens } = await nativeLogin(site);
  expect(pathOf(metadata.token_endpoint)).toBe("/token");
  const next = held(await grant(site, refreshToken));
  const introspection = pathOf(metadata.introspection_endpoint);
  const token = next.tokens.access_token;
  const basic = Buffer.from(`api:${verifierOne}`).toString("base64");
  const ways: Record<string, [Record<string, string>, Record<string, string>]> = {
    Bearer: [{}, bearer(verifierOne)],
    client_secret_basic: [{}, { Authorization: `Basic ${basic}` }],
    client_secret_post: [{ client_secret: verifierOne }, {}],
  };
  expect(Object.keys(ways)).toEqual(metadata.introspection_endpoint_auth_methods_supported);
  for (const [parameters, headers] of Object.values(ways)) {
    const answer = await form(site, introspection, { token, ...parameters }, headers);
    expect(answer.json).toMatchObject({ active: true });
  }
  expect((await site.send("GET", pathOf(metadata.jwks_uri))).status).toBe(200);
  expect(
    (await form(site, pathOf(metadata.revocation_endpoint), { token: tokens.access_token })).status,
  ).toBe(200);
  expect((await site.store.sessions.find(tokens.session.sid))?.ended).not.toBeNull();
});

test("anyone may read and cache it for five minutes, and is told when it has not changed", async () => {
  const site = await openSite();
  const first = await site.send("GET", document);
  expect(first.headers.get("cache-control")).toBe("public, max-age=300");
  expect(first.headers.get("access-control-allow-origin")).toBe("*");
  for (const name of ["pragma", "vary"]) expect(first.headers.has(name)).toBe(false);
  const again = await site.send("GET", document, {
    headers: { "If-None-Match": first.headers.get("etag") ?? "" },
  });
  expect([again.status, again.text]).toEqual([304, ""]);
});

describe.each([
  { issuer: "https://app.example", inserted: document, below: document },
  { issuer: "https://app.example/", inserted: document, below: document },
  { issuer: "https://app.example/auth", inserted: `${document}/auth`, below: `/auth${document}` },
  { issuer: "https://app.example/auth/", inserted: `${document}/auth/`, below: `/auth${document}` },
  { issuer: "https://app.example/a/b", inserted: `${document}/a/b`, below: `/a/b${document}` },
])("of $issuer", ({ issuer, inserted, below }) => {
  const open = () => listen(toNodeListener(createTestPawl({ issuer }).pawl.handler));

  test("it is where RFC 8414 §3.1 puts it, and below the mount", async () => {
    const port = await open();
    for (const path of [inserted, below]) {
      const { status, json } = await send(port, "GET", path);
      expect([path, status]).toEqual([path, 200]);
      const { issuer: named, token_endpoint } = json as AuthorizationServerMetadata;
      expect([named, token_endpoint]).toEqual([issuer, `${issuer.replace(/\/$/, "")}/token`]);
    }
  });

  test.each([`${inserted}x`, `${inserted}/auth`, `${document}/other`, `/x${inserted}`, `/${inserted}`])(
    "and not at %s",
    async (path) => {
      expect((await send(await open(), "GET", path)).status).toBe(404);
    },
  );
});

test("at its other address only GET and HEAD are taken", async () => {
  const port = await listen(toNodeListener(createTestPawl().pawl.handler));
  const answer = await send(port, "POST", `${document}/auth`);
  expectProblem(answer, "method_not_allowed");
  expect(answer.headers.get("allow")).toBe("GET, HEAD");
});

test("where a proxy takes the issuer's path away, both addresses still lead to it", async () => {
  const port = await listen(toNodeListener(createTestPawl({ basePath: "" }).pawl.handler));
  for (const path of [document, `${document}/auth`]) {
    expect((await send(port, "GET", path)).json).toMatchObject({ issuer: testIssuer });
  }
});

describe("an app that routes the address of RFC 8414 §3.1 to Pawl", () => {
  test("with Hono", async () => {
    const { pawl } = createTestPawl();
    const app = new Hono().all("/auth/*", honoRoutes(pawl)).get(`${document}/auth`, honoRoutes(pawl));
    const answer = await received(await app.fetch(new Request(`https://app.example${document}/auth`)));
    expect(answer.json).toMatchObject({ issuer: testIssuer });
  });

  test("with Express", async () => {
    const routes = pawlRouter(createTestPawl().pawl);
    const port = await listen(express().use("/auth", routes).use(`${document}/auth`, routes));
    expect((await send(port, "GET", `${document}/auth`)).json).toMatchObject({ issuer: testIssuer });
  });

  test("with Next.js, in a route of its own", async () => {
    const { GET } = nextRoutes(createTestPawl().pawl);
    const answer = await received(await GET(new Request(`https://app.example${document}/auth`)));
    expect(answer.json).toMatchObject({ issuer: testIssuer });
  });
});
