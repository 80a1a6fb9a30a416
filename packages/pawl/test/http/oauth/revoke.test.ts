/**
 * Goal: `POST /revoke` ends the session of whichever token it is given, and tells nobody whether there was one (RFC 7009, C76).
 * Method: every kind of token and every hint over real HTTP; afterwards each token of the session is tried.
 */
import { describe, expect, test } from "vitest";
import { minutes } from "../../../src/session/policy.ts";
import { memoryStore } from "../../../src/stores/memory/index.ts";
import { faultyStore } from "../../support/faulty-store.ts";
import { expectOAuthFailure } from "../support/oauth-failure.ts";
import { grant, nativeLogin, openOAuthSite } from "../support/oauth-site.ts";
import type { Answer } from "../support/send.ts";
import { fromOwnPage } from "../support/site.ts";
import { bearer, cookie, form, type Held, held, login, whoAmI } from "../support/visits.ts";

function expectDone(answer: Answer): void {
  expect([answer.status, answer.text, answer.setCookies]).toEqual([200, "", []]);
  expect(answer.headers.get("cache-control")).toBe("no-store");
}

const kinds: [string, (held: Held) => string][] = [
  ["a refresh token", ({ refreshToken }) => refreshToken],
  ["an access token", ({ tokens }) => tokens.access_token],
];
const hints = [undefined, "refresh_token", "access_token", "id_token", "garbage"];

describe.each(kinds)("%s", (_, tokenOf) => {
  test.each(hints)("ends its session, with the hint %s", async (hint) => {
    const site = await openOAuthSite();
    const mine = await nativeLogin(site);
    const other = await nativeLogin(site);
    const token = tokenOf(mine);
    expectDone(
      await form(site, "/revoke", hint === undefined ? { token } : { token, token_type_hint: hint }),
    );
    expectOAuthFailure(await grant(site, mine.refreshToken), "session_revoked", { reason: "logged_out" });
    expect((await whoAmI(site, mine.tokens.access_token)).status).toBe(401);
    expect((await grant(site, other.refreshToken)).status).toBe(200);
  });

  test("ends it when it is old, and a second time it is the same answer", async () => {
    const site = await openOAuthSite();
    const mine = await nativeLogin(site);
    held(await grant(site, mine.refreshToken));
    site.clock.advance(minutes(31));
    for (let i = 0; i < 2; i++) expectDone(await form(site, "/revoke", { token: tokenOf(mine) }));
    expect((await site.store.sessions.find(mine.sid))?.ended?.reason).toBe("logged_out");
    expect(site.events.of("session_ended")).toHaveLength(1);
  });

  test("is 503 while the store gives no answer, and the session lives on", async () => {
    const store = faultyStore(memoryStore());
    const site = await openOAuthSite({ store });
    const mine = await nativeLogin(site);
    store.failNext("sessions.revoke", "before");
    expectOAuthFailure(await form(site, "/revoke", { token: tokenOf(mine) }), "store_unavailable");
    expect((await whoAmI(site, mine.tokens.access_token)).status).toBe(200);
  });
});

test.each(["garbage", "a.b.c", "x".repeat(98), "x".repeat(9000)])(
  "%.12s, which is no token, is answered alike",
  async (token) => {
    const site = await openOAuthSite();
    await nativeLogin(site);
    expectDone(await form(site, "/revoke", { token }));
    expect(site.events.of("session_ended")).toEqual([]);
  },
);

test("a forged token ends nothing", async () => {
  const site = await openOAuthSite();
  const { refreshToken, tokens } = await nativeLogin(site);
  for (const token of [refreshToken, tokens.access_token]) {
    const forged = token.slice(0, -5) + [...token.slice(-5)].reverse().join("");
    expectDone(await form(site, "/revoke", { token: forged }));
  }
  expect((await whoAmI(site, tokens.access_token)).status).toBe(200);
});

test("without a token it is invalid_request, and no cookie and no header stands in for it", async () => {
  const site = await openOAuthSite();
  const browser = await login(site);
  const headers = { ...fromOwnPage, ...cookie(browser.refreshToken), ...bearer(browser.tokens.access_token) };
  for (const parameters of [{}, { token: "" }, { refresh_token: browser.refreshToken }]) {
    const answer = await form(site, "/revoke", parameters as Record<string, string>, headers);
    expectOAuthFailure(answer, "invalid_request", { detail: "token is missing." });
  }
  expectOAuthFailure(await site.send("POST", "/revoke", { body: { token: "x" } }), "unsupported_media_type");
  expect((await whoAmI(site, browser.tokens.access_token)).status).toBe(200);
});

test("a session that began by cookie is ended by its token, and the cookie is left to the next refresh", async () => {
  const site = await openOAuthSite();
  const browser = await login(site);
  expectDone(await form(site, "/revoke", { token: browser.refreshToken }, cookie(browser.refreshToken)));
  expect((await site.store.sessions.find(browser.sid))?.ended?.reason).toBe("logged_out");
});

test("another client than ours revokes nothing", async () => {
  const site = await openOAuthSite();
  const { refreshToken, sid } = await nativeLogin(site);
  expectOAuthFailure(
    await form(site, "/revoke", { token: refreshToken, client_id: "another" }),
    "invalid_client",
  );
  expect((await site.store.sessions.find(sid))?.ended).toBeNull();
  expectDone(await form(site, "/revoke", { token: refreshToken, client_id: "web" }));
});
