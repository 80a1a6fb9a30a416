/**
 * Goal: a backend that may, and nobody else, gets a ticket for a user; the browser exchanges it for a session once, within a
 * minute, under the rules of every login.
 * Method: tickets over real HTTP, made and exchanged rightly, late, twice, altered and by the wrong people.
 */
import { describe, expect, test } from "vitest";
import type { LoginTicketResponse } from "../../src/protocol/wire.ts";
import { seconds } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { countingStore } from "../support/counting-store.ts";
import type { TestPawlOptions } from "../support/create-test-pawl.ts";
import { ada, grace } from "../support/people.ts";
import { secretOne, secretTwo, serviceOne, serviceTwo, verifierOne } from "../support/secrets.ts";
import { expectProblem } from "./support/problem.ts";
import { tokenShape } from "./support/shapes.ts";
import { fromOwnPage, openSite, type Site } from "./support/site.ts";
import { bearer, cookie, held, login, refresh, whoAmI } from "./support/visits.ts";

const openService = (options: TestPawlOptions = {}) =>
  openSite({ serviceCredentials: [serviceOne, serviceTwo], ...options });

const askFor = (site: Site, body: object, credential = serviceOne) =>
  site.send("POST", "/login-tickets", { headers: bearer(credential), body });

async function ticketFor(site: Site, body: object = { subject: ada.subject }): Promise<string> {
  const answer = await askFor(site, body);
  expect(answer.status, answer.text).toBe(201);
  return (answer.json as LoginTicketResponse).ticket;
}

const exchange = (site: Site, ticket: string, more: object = {}, headers: object = {}) =>
  site.send("POST", "/login", { headers: { ...fromOwnPage, ...headers }, body: { ticket, ...more } });

describe("a ticket", () => {
  test("is made for a minute, and writes nothing until it is exchanged", async () => {
    const store = countingStore(memoryStore());
    const site = await openService({ store });
    const answer = await askFor(site, { subject: ada.subject, amr: ["swk"] });
    expect(answer.json).toEqual({
      ticket: expect.stringMatching(/^pawl_ticket_[\w-]{80,}$/),
      expires_in: 60,
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(store.calls).toEqual([]);
    expect(site.events.all).toMatchObject([
      { type: "login_ticket_created", subject: ada.subject, amr: ["swk"] },
    ]);
  });

  test("becomes a session of the subject, with what the backend said of the login", async () => {
    const site = await openService();
    const ticket = await ticketFor(site, { subject: ada.subject, amr: ["swk", "user"], claims: { org: 7 } });
    const { answer, tokens, refreshToken } = held(await exchange(site, ticket));
    expect(answer.json).toEqual(tokenShape("cookie", undefined, { amr: ["swk", "user"] }));
    expect(await site.pawl.verify(tokens.access_token)).toMatchObject({ sub: ada.subject, org: 7 });
    expect((await refresh(site, refreshToken)).status).toBe(200);
  });

  test("by body sets no cookie and needs no header against CSRF; remember is as in any login", async () => {
    const site = await openService();
    const answer = await site.send("POST", "/login", {
      body: { ticket: await ticketFor(site), transport: "body" },
    });
    expect(answer.json).toEqual(tokenShape("body", undefined, { amr: [] }));
    expect(answer.setCookies).toEqual([]);
    const forgetful = await exchange(site, await ticketFor(site), { remember: false });
    expect(forgetful.setCookies[0]).not.toContain("Max-Age");
  });

  test("by cookie is refused from a foreign page, and is still good", async () => {
    const site = await openService();
    const ticket = await ticketFor(site);
    const headers = { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" };
    expectProblem(await exchange(site, ticket, {}, headers), "csrf_rejected");
    expect((await exchange(site, ticket)).status).toBe(200);
  });

  test("C11: ends the session whose cookie came along, whoever's it is", async () => {
    const site = await openService();
    const before = await login(site, grace);
    const after = held(await exchange(site, await ticketFor(site), {}, cookie(before.refreshToken)));
    expect(after.tokens.session.subject).toBe(ada.subject);
    expectProblem(await refresh(site, before.refreshToken), "session_revoked", {
      reason: "replaced_by_login",
    });
  });

  test("made in code is the same", async () => {
    const site = await openService({ serviceCredentials: undefined });
    const { ticket, expiresInSeconds } = site.pawl.createLoginTicket(ada.subject, { amr: ["otp"] });
    expect(expiresInSeconds).toBe(60);
    expect(held(await exchange(site, ticket)).tokens.session.amr).toEqual(["otp"]);
  });
});

describe("forged, expired and used tickets are one answer", () => {
  test("an expired one, from the sixtieth second on", async () => {
    const site = await openService();
    const [good, late] = [await ticketFor(site), await ticketFor(site)];
    site.clock.advance(seconds(60) - 1);
    expect((await exchange(site, good)).status).toBe(200);
    site.clock.advance(1);
    expectProblem(await exchange(site, late), "invalid_credentials");
  });

  test("a used one, also when the session has ended, and nothing becomes of the session", async () => {
    const site = await openService();
    const ticket = await ticketFor(site);
    const { tokens, sid } = held(await exchange(site, ticket));
    expectProblem(await exchange(site, ticket), "invalid_credentials");
    expect((await whoAmI(site, tokens.access_token)).status).toBe(200);
    await site.pawl.revoke(sid);
    expectProblem(await exchange(site, ticket), "invalid_credentials");
    expect(await site.pawl.list(ada.subject)).toEqual([]);
  });

  test("the answers are the same to the byte, and the log knows whose the authentic ones were", async () => {
    const site = await openService();
    const [used, expired] = [await ticketFor(site), await ticketFor(site)];
    await exchange(site, used);
    const answers = [
      await exchange(site, used),
      await exchange(site, "pawl_ticket_AQ"),
      await exchange(site, ""),
    ];
    site.clock.advance(seconds(60));
    answers.push(await exchange(site, expired));
    for (const answer of answers) expect(answer.text).toBe(answers[0]?.text);
    const accounts = site.events.of("login_failed").map(({ account }) => account);
    expect(accounts).toEqual([expect.stringMatching(/^[\w-]{16}$/), null, null, accounts[0]]);
  });

  test("a forged one costs no store access, wherever it was changed", async () => {
    const store = countingStore(memoryStore());
    const site = await openService({ store });
    const ticket = await ticketFor(site);
    const at = (i: number) => `${ticket.slice(0, i)}${ticket[i] === "A" ? "B" : "A"}${ticket.slice(i + 1)}`;
    const forged = [12, 13, 16, 22, 45, 60, ticket.length - 3].map(at);
    forged.push(
      ticket.slice(0, -4),
      `${ticket}AAAA`,
      ticket.toUpperCase(),
      ticket.slice(12),
      `${ticket}=`,
      ` ${ticket}`,
    );
    for (const one of forged) expectProblem(await exchange(site, one), "invalid_credentials");
    expect(store.calls).toEqual([]);
    expect((await exchange(site, ticket)).status).toBe(200);
  });

  test("C40: no other kind of token passes for a ticket, and no ticket for another kind", async () => {
    const site = await openService();
    const { tokens, refreshToken } = await login(site);
    const ticket = await ticketFor(site);
    const bytesOf = (text: string) => `pawl_ticket_${text}`;
    for (const one of [
      tokens.access_token,
      refreshToken,
      bytesOf(refreshToken),
      serviceOne,
      tokens.revision,
    ]) {
      expectProblem(await exchange(site, one), "invalid_credentials");
    }
    for (const one of [ticket, ticket.slice(12)]) {
      expectProblem(await refresh(site, one), "refresh_token_unknown");
      expectProblem(await whoAmI(site, one), "access_token_invalid");
      expectProblem(await askFor(site, { subject: ada.subject }, one), "service_credential_invalid");
    }
    expect((await exchange(site, ticket)).status).toBe(200);
  });

  test("one of another issuer with the same secrets, and one of secrets that are gone", async () => {
    const site = await openService();
    const other = await openService({ issuer: "https://other.example/auth", seed: 2 });
    expectProblem(await exchange(site, await ticketFor(other)), "invalid_credentials");
    const renewed = await openService({ secrets: [secretTwo, secretOne], seed: 3 });
    const gone = await openService({ secrets: [secretTwo], seed: 4 });
    const ticket = await ticketFor(site);
    expectProblem(await exchange(gone, ticket), "invalid_credentials");
    expect((await exchange(renewed, ticket)).status).toBe(200);
  });
});

describe("who may make one", () => {
  test("each of the credentials; none, a wrong one and a verifier's are a typed 401, before the body is read", async () => {
    const site = await openService({ verifierCredentials: [verifierOne] });
    expect((await askFor(site, { subject: "a" }, serviceTwo)).status).toBe(201);
    for (const credential of [
      "",
      "x",
      verifierOne,
      `${serviceOne}x`,
      serviceOne.slice(1),
      serviceOne.toUpperCase(),
    ]) {
      expectProblem(await askFor(site, {}, credential), "service_credential_invalid");
    }
    expectProblem(await site.send("POST", "/login-tickets", { body: "{" }), "service_credential_invalid");
    expectProblem(
      await site.send("GET", "/revocations", { headers: bearer(serviceOne) }),
      "verifier_credential_invalid",
    );
  });

  test("nobody where none is configured: the route is not there", async () => {
    expectProblem(await askFor(await openSite(), { subject: "a" }), "not_found");
  });

  test.each([
    ["no subject", {}, "Not as expected: subject."],
    ["an empty subject", { subject: "" }, "Not as expected: subject."],
    ["a subject of 256 characters", { subject: "x".repeat(256) }, "Not as expected: subject."],
    ["claims in a list", { subject: "a", claims: [] }, "Not as expected: claims."],
    ["an amr of numbers", { subject: "a", amr: [1] }, "Not as expected: amr.0."],
    ["another member", { subject: "a", ttl: 600 }, "Not as expected: the body."],
    [
      "a claim of ours",
      { subject: "a", claims: { sid: "x" } },
      "the claim sid is Pawl's own; choose another name.",
    ],
    [
      "more than a ticket has room for",
      { subject: "a", claims: { a: "x".repeat(2300) } },
      "the ticket would be longer than 3072 characters; give fewer or shorter claims.",
    ],
  ])("%s is 400, and says what is wrong", async (_, body, detail) => {
    expectProblem(await askFor(await openService(), body), "invalid_request", { detail });
  });
});

test.each([
  ["a ticket beside a password", { ...ada, subject: undefined, ticket: "x" }, "the body"],
  ["a ticket beside an e-mail", { email: ada.email, ticket: "x" }, "the body"],
  ["a ticket that is no text", { ticket: 5 }, "ticket"],
  ["a ticket with a wrong choice", { ticket: "x", transport: "query" }, "transport"],
  ["a ticket with a subject", { ticket: "x", subject: grace.subject }, "the body"],
])("a login with %s is 400", async (_, body, members) => {
  const answer = await (await openService()).send("POST", "/login", { headers: fromOwnPage, body });
  expectProblem(answer, "invalid_request", { detail: `Not as expected: ${members}.` });
});
