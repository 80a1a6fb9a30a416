/**
 * Goal: `POST /token` is the refresh of Pawl in the words of OAuth (RFC 6749 §5 and §6): the same rotation, no cookie, and
 * nothing rotated for a request with a mistake in it (C23).
 * Method: a public client over real HTTP, with each thing that it may state and each mistake that it can make.
 */
import { describe, expect, test } from "vitest";
import { hours } from "../../../src/session/policy.ts";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import { testAudience } from "../../support/create-test-pawl.ts";
import { faultyStore } from "../../support/faulty-store.ts";
import { expectOAuthFailure } from "../support/oauth-failure.ts";
import { grant, grantedScope, nativeLogin, openOAuthSite } from "../support/oauth-site.ts";
import { expectProblem } from "../support/problem.ts";
import { tokenShape } from "../support/shapes.ts";
import { fromOwnPage } from "../support/site.ts";
import { bearer, cookie, form, held, login, whoAmI } from "../support/visits.ts";

async function open() {
  const store = faultyStore(memoryStore());
  const site = await openOAuthSite({ store });
  const mine = await nativeLogin(site);
  return { site, store, mine, row: () => store.sessions.find(mine.sid) };
}

const shape = (rotation: "rotated" | "unchanged" | "replayed" | "recovered", generation = 1) => ({
  ...tokenShape("body", rotation, { generation }),
  scope: grantedScope,
});

describe("the refresh grant", () => {
  test("gives a new pair, each of the answers as POST /refresh gives it, with the scope and no cookie", async () => {
    const { site, mine } = await open();
    const rotated = held(await grant(site, mine.refreshToken));
    const unchanged = held(await grant(site, rotated.refreshToken));
    const replayed = held(await grant(site, mine.refreshToken));
    site.clock.advance(hours(1));
    const recovered = held(await grant(site, mine.refreshToken));
    const answers = [rotated, unchanged, replayed, recovered].map(({ answer }) => answer);
    expect(answers.map(({ json }) => json)).toEqual([
      shape("rotated"),
      shape("unchanged"),
      shape("replayed"),
      shape("recovered", 2),
    ]);
    expect([unchanged.refreshToken, replayed.refreshToken]).toEqual(Array(2).fill(rotated.refreshToken));
    for (const { headers, setCookies } of answers) {
      expect(setCookies).toEqual([]);
      expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
      expect([headers.get("cache-control"), headers.get("pragma")]).toEqual(["no-store", "no-cache"]);
    }
    expect((await whoAmI(site, recovered.tokens.access_token)).status).toBe(200);
  });

  test("tells no scope where the session has none", async () => {
    const site = await openOAuthSite();
    const { refreshToken } = await site.pawl.create("usr_ada");
    const { json } = await grant(site, refreshToken);
    expect(json).toEqual(tokenShape("body", "rotated", { generation: 1, amr: [] }));
  });

  test("C23: may ask for less, is told what it got, and gets all again the next time", async () => {
    const { site, mine } = await open();
    const narrowed = held(await grant(site, mine.refreshToken, { scope: "notes:read" }));
    expect(narrowed.answer.json).toMatchObject({ scope: "notes:read" });
    expect(await site.pawl.verify(narrowed.tokens.access_token)).toMatchObject({ scope: "notes:read" });
    site.clock.advance(hours(1));
    expect((await grant(site, narrowed.refreshToken)).json).toMatchObject({ scope: grantedScope });
  });

  test.each(["web", undefined])("takes the client_id %s", async (clientId) => {
    const { site, mine } = await open();
    const parameters: Record<string, string> = clientId === undefined ? {} : { client_id: clientId };
    expect((await grant(site, mine.refreshToken, parameters)).status).toBe(200);
  });

  test("takes the client_id that is configured", async () => {
    const site = await openOAuthSite({ clientId: "mobile" });
    const { refreshToken } = await nativeLogin(site);
    expectOAuthFailure(await grant(site, refreshToken, { client_id: "web" }), "invalid_client");
    expect((await grant(site, refreshToken, { client_id: "mobile" })).status).toBe(200);
  });

  test("takes its own audience as the resource, under either name and several times", async () => {
    const { site, mine } = await open();
    const parameters: [string, string][] = [
      ["grant_type", "refresh_token"],
      ["refresh_token", mine.refreshToken],
      ["resource", testAudience],
      ["resource", testAudience],
      ["audience", testAudience],
    ];
    expect((await form(site, "/token", parameters)).status).toBe(200);
  });

  test("ignores what it does not know, and an Authorization that is not for it (RFC 6749 §3.2)", async () => {
    const { site, mine } = await open();
    const unknown = { nonce: "x", client_secret: "y", code: "z", redirect_uri: "https://evil.example" };
    expect((await grant(site, mine.refreshToken, unknown, bearer("x"))).status).toBe(200);
  });

  test("states what it knows of the session, and when its user was active, as POST /refresh does", async () => {
    const { site, mine, row } = await open();
    const rotated = held(await grant(site, mine.refreshToken, { known_revision: mine.tokens.revision }));
    site.clock.advance(hours(2));
    const late = await grant(site, rotated.refreshToken, {
      known_revision: rotated.tokens.revision,
      inactive_for: "5400",
    });
    expect(late.status).toBe(200);
    expect((await row())?.activeAt).toBe(site.clock.now - hours(1.5));
    site.clock.advance(hours(2));
    // Sent before what holds now: a request that was held up on its way, and no thief.
    const zombie = await grant(site, mine.refreshToken, { known_revision: mine.tokens.revision });
    expectOAuthFailure(zombie, "refresh_token_superseded");
    expect((await row())?.ended).toBeNull();
  });

  test("that has seen no revision says so by any text that is none", async () => {
    const { site, mine, row } = await open();
    const rotated = held(await grant(site, mine.refreshToken));
    await whoAmI(site, rotated.tokens.access_token);
    site.clock.advance(hours(25));
    expectOAuthFailure(
      await grant(site, mine.refreshToken, { known_revision: "none" }),
      "refresh_token_superseded",
    );
    expect((await row())?.ended).toBeNull();
  });
});

describe("what is wrong with a request rotates nothing", () => {
  const mistakes: [
    string,
    (token: string) => Record<string, string>,
    Parameters<typeof expectOAuthFailure>[1],
  ][] = [
    ["no grant_type", () => ({ grant_type: "" }), "invalid_request"],
    ["the grant of passwords", () => ({ grant_type: "password" }), "unsupported_grant_type"],
    ["the grant of codes", () => ({ grant_type: "authorization_code" }), "unsupported_grant_type"],
    ["another case", () => ({ grant_type: "REFRESH_TOKEN" }), "unsupported_grant_type"],
    ["no refresh token", () => ({ refresh_token: "" }), "invalid_request"],
    ["another client", () => ({ client_id: "another" }), "invalid_client"],
    ["a scope that was not granted", () => ({ scope: "notes:read admin" }), "invalid_scope"],
    ["a scope that is none", () => ({ scope: "notes:read  notes:write" }), "invalid_scope"],
    ["another resource", () => ({ resource: "https://other.example" }), "invalid_target"],
    ["a resource that begins alike", () => ({ resource: `${testAudience}/notes` }), "invalid_target"],
    ["another audience", () => ({ audience: "https://other.example" }), "invalid_target"],
    ["an age that is no number", () => ({ inactive_for: "soon" }), "invalid_request"],
    ["an age with a sign", () => ({ inactive_for: "-1" }), "invalid_request"],
    ["an age with a fraction", () => ({ inactive_for: "1.5" }), "invalid_request"],
    ["an age of more than 400 days", () => ({ inactive_for: "34560001" }), "invalid_request"],
  ];

  test.each(mistakes)("%s", async (_, differences, code) => {
    const { site, mine, row } = await open();
    const before = await row();
    expectOAuthFailure(await grant(site, mine.refreshToken, differences(mine.refreshToken)), code);
    expect(await row()).toEqual(before);
    expect((await grant(site, mine.refreshToken)).json).toEqual(shape("rotated"));
  });

  test.each(["grant_type", "refresh_token", "client_id", "scope", "unknown"])(
    "%s, given twice",
    async (name) => {
      const { site, mine, row } = await open();
      const once = { grant_type: "refresh_token", refresh_token: mine.refreshToken, client_id: "web" };
      const parameters = Object.entries({ ...once, scope: "notes:read", unknown: "1" });
      const twice = parameters.filter(([one]) => one === name);
      expectOAuthFailure(await form(site, "/token", [...parameters, ...twice]), "invalid_request");
      expect((await row())?.generation).toBe(0);
    },
  );

  test("JSON, multipart and no type at all are 415", async () => {
    const { site, mine, row } = await open();
    const fields = { grant_type: "refresh_token", refresh_token: mine.refreshToken };
    const body = new URLSearchParams(fields).toString();
    for (const type of ["application/json", "multipart/form-data; boundary=x", "text/plain", ""]) {
      const headers: Record<string, string> = type === "" ? {} : { "Content-Type": type };
      const answer = await site.send("POST", "/token", { headers, body });
      expectOAuthFailure(answer, "unsupported_media_type", {
        detail: "Send application/x-www-form-urlencoded, in UTF-8.",
      });
    }
    expectOAuthFailure(await site.send("POST", "/token", { body: fields }), "unsupported_media_type");
    expect((await row())?.generation).toBe(0);
  });

  test("more than 16 KiB is 413", async () => {
    const { site, mine } = await open();
    expectOAuthFailure(
      await grant(site, mine.refreshToken, { pad: "x".repeat(20_000) }),
      "content_too_large",
    );
  });

  test("nothing of it is taken from the query or a header", async () => {
    const { site, mine, row } = await open();
    const query = new URLSearchParams({ grant_type: "refresh_token", refresh_token: mine.refreshToken });
    const answer = await form(site, `/token?${query}`, {}, bearer(mine.refreshToken));
    expectOAuthFailure(answer, "invalid_request", { detail: "grant_type is missing." });
    expect((await row())?.generation).toBe(0);
  });
});

describe("no cookie", () => {
  test("that comes along is read, rotated, refused or deleted", async () => {
    const { site, mine } = await open();
    const browser = await login(site);
    const headers = { ...fromOwnPage, ...cookie(browser.refreshToken) };
    const without = { grant_type: "refresh_token" };
    expectOAuthFailure(await form(site, "/token", without, headers), "invalid_request");
    expectOAuthFailure(await grant(site, "garbage", {}, headers), "refresh_token_unknown");
    const twice = { ...headers, Cookie: `${headers.Cookie}; ${headers.Cookie}` };
    const { answer, sid } = held(await grant(site, mine.refreshToken, {}, twice));
    expect([sid, answer.setCookies]).toEqual([mine.sid, []]);
    expect((await site.store.sessions.find(browser.sid))?.generation).toBe(0);
  });

  test("is used, so a page elsewhere that has a token of its own is answered, and may not read it", async () => {
    const { site, mine } = await open();
    const elsewhere = { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" };
    const answer = await grant(site, mine.refreshToken, {}, elsewhere);
    expect(answer.status).toBe(200);
    expect(answer.headers.has("access-control-allow-origin")).toBe(false);
  });
});

test("it is POST alone", async () => {
  const { site, mine } = await open();
  const query = new URLSearchParams({ grant_type: "refresh_token", refresh_token: mine.refreshToken });
  expectProblem(await site.send("GET", `/token?${query}`), "method_not_allowed");
});
