/**
 * Goal: at page load the client finds out whether there is a session, and only the server's own word decides.
 * Method: a client on a scripted server and manual time; the first answers are varied.
 */
import { expect, test } from "vitest";
import { SessionError, UnavailableError } from "../../src/client/index.ts";
import { json, problem, sessionPayload, tokenBody } from "./support/answers.ts";
import { makeClient, outcomeOf } from "./support/make-client.ts";
import { manualTime, settled } from "./support/manual-time.ts";
import { held, offline, scriptedServer } from "./support/scripted-server.ts";

test("a session of an earlier visit is restored by one refresh", async () => {
  const { client, server, states, events } = makeClient();
  expect(client.state).toEqual({ status: "restoring", offline: false });
  await settled();
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(client.state).toEqual({
    status: "signedIn",
    offline: false,
    issuedAt: tokenBody("").issued_at,
    expiresInMs: 1_800_000,
    receivedAtMs: 5000,
    session: {
      sid: "c2Vzc2lvbi1vbmU",
      subject: "ada",
      generation: 1,
      amr: ["pwd"],
      createdAt: sessionPayload().created_at,
      lastActiveAt: sessionPayload().last_active_at,
      expiresAt: sessionPayload().expires_at,
      inactivityExpiresAt: sessionPayload().inactivity_expires_at,
      userAgent: null,
    },
  });
  expect(states.map(({ status }) => status)).toEqual(["restoring", "signedIn"]);
  expect(events.map(({ type }) => type)).toEqual(["restore_started", "refresh_started", "refresh_succeeded"]);
});

test("restore: false starts signed out, without a request", async () => {
  const { client, server, time } = makeClient({ restore: false });
  await time.advance(60_000);
  expect(client.state).toEqual({ status: "signedOut" });
  expect(server.arrived).toEqual([]);
});

test.each([
  ["refresh_token_missing", undefined],
  ["refresh_token_unknown", undefined],
  ["session_revoked", "logged_out"],
] as const)("nobody is told that a session ended where there was none: %s %s", async (code, reason) => {
  const server = scriptedServer();
  server.always("/auth/refresh", () => problem(code, reason && { reason }));
  const { client, events, time } = makeClient({ server });
  await time.advance(60_000);
  expect(client.state).toEqual({ status: "signedOut" });
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(events.map(({ type }) => type)).not.toContain("session_ended");
});

test.each([
  ["session_expired", "inactivity"],
  ["session_expired", "absolute_lifetime"],
  ["session_revoked", "revoked_by_admin"],
  ["refresh_token_reused", "refresh_token_reused"],
] as const)("a session that ended since the last visit is told of: %s %s", async (code, reason) => {
  const server = scriptedServer();
  server.always("/auth/refresh", () => problem(code, { reason }));
  const { client, ofType } = makeClient({ server });
  await settled();
  expect(client.state).toEqual({ status: "ended", code, reason, subject: undefined });
  expect(ofType("session_ended")).toEqual([{ type: "session_ended", code, reason, atMs: 5000 }]);
});

test("complaint 29: opening the page offline signs nobody out, and the session is there when the network is", async () => {
  const server = scriptedServer();
  server.always("/auth/refresh", offline);
  const { client, time } = makeClient({ server });
  await settled();
  expect(client.state).toEqual({ status: "restoring", offline: true });
  await time.advance(300_000);
  expect(client.state).toEqual({ status: "restoring", offline: true });
  server.normally("/auth/refresh");
  await time.advance(30_000);
  expect(client.state.status).toBe("signedIn");
});

const impostors: [string, () => Response][] = [
  ["a 500 of ours", () => problem("internal_error")],
  ["a 502 page", () => new Response("<h1>Bad Gateway</h1>", { status: 502 })],
  ["a 503 of a rolling deploy", () => new Response(null, { status: 503 })],
  ["a 429", () => new Response("slow down", { status: 429 })],
  ["a proxy's 403 page", () => new Response("<h1>Blocked</h1>", { status: 403 })],
  ["a proxy's 401", () => new Response("", { status: 401, headers: { "www-authenticate": "Basic" } })],
  ["a bare 401 with our code, but not typed as a problem", () => json({ code: "session_expired" }, 401)],
  [
    "a problem of somebody else with our code",
    () =>
      json({ type: "about:blank", code: "session_expired" }, 401, {
        "content-type": "application/problem+json",
      }),
  ],
  ["a 404", () => problem("not_found")],
  ["a lost CSRF header", () => problem("csrf_rejected")],
  ["two cookies", () => problem("duplicate_cookie")],
  ["a captive portal's page", () => new Response("<html>Accept the terms</html>")],
  ["a captive portal's JSON", () => json({ status: "login required" })],
  ["JSON null", () => json(null)],
  ["a token in a 500", () => json(tokenBody("x"), 500)],
  ["a token without a session", () => json({ access_token: "x", token_type: "Bearer", expires_in: 60 })],
  ["an empty 204", () => new Response(null, { status: 204 })],
];

test.each(impostors)("complaints 30 and 33: %s neither signs in nor ends anything", async (_name, answer) => {
  const server = scriptedServer();
  server.always("/auth/refresh", answer);
  const { client, time, ofType } = makeClient({ server });
  await settled();
  expect(client.state).toEqual({ status: "restoring", offline: true });
  expect(ofType("refresh_unavailable")).toHaveLength(1);
  server.normally("/auth/refresh");
  await time.advance(60_000);
  expect(client.state.status).toBe("signedIn");
});

test("attempts go on with full jitter below 1 s, 2 s, 4 s … 30 s", async () => {
  const server = scriptedServer();
  server.always("/auth/refresh", offline);
  const { time } = makeClient({ server });
  const delays: number[] = [];
  for (let attempt = 0; attempt < 7; attempt++) {
    await settled();
    const [delay = Number.NaN, ...others] = time.pending();
    expect(others).toEqual([]);
    delays.push(delay);
    await time.advance(delay);
  }
  expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  expect(server.to("/auth/refresh")).toHaveLength(8);
});

test("Retry-After is waited for in full, and an absurd one for five minutes", async () => {
  const server = scriptedServer();
  server.once("/auth/refresh", () => problem("overloaded", { headers: { "retry-after": "20" } }));
  server.once("/auth/refresh", () => problem("overloaded", { headers: { "retry-after": "86400" } }));
  const { time } = makeClient({ server });
  await settled();
  expect(time.pending()).toEqual([20_500]);
  await time.advance(20_500);
  expect(time.pending()).toEqual([301_000]);
});

test("a Retry-After that is no number of seconds is ignored", async () => {
  const server = scriptedServer();
  const headers = { "retry-after": "Wed, 21 Oct 2040 07:28:00 GMT" };
  server.once("/auth/refresh", () => problem("overloaded", { headers }));
  const { time } = makeClient({ server });
  await settled();
  expect(time.pending()).toEqual([500]);
});

test("a call made while restoring waits for the answer and goes out once, with the token", async () => {
  const server = scriptedServer();
  const answer = held();
  server.once("/auth/refresh", answer.answer);
  const { client } = makeClient({ server });
  const response = client.fetch("https://app.test/api/notes");
  await settled();
  expect(server.to("/api/notes")).toEqual([]);
  server.always("/api/notes", ({ headers }) => json(headers.get("authorization")));
  answer.release(() =>
    json({ access_token: "late", token_type: "Bearer", expires_in: 60, session: sessionPayload() }),
  );
  expect(await (await response).json()).toBe("Bearer late");
  expect(server.to("/auth/refresh")).toHaveLength(1);
});

test("a call made while restoring goes out without a token when it turns out that nobody is signed in", async () => {
  const server = scriptedServer();
  server.session = undefined;
  server.always("/api/public", ({ headers }) => json(headers.get("authorization")));
  const { client } = makeClient({ server });
  const response = await client.fetch("https://app.test/api/public");
  expect(await response.json()).toBeNull();
});

test("a call made while restoring is told when the session turns out to have ended", async () => {
  const server = scriptedServer();
  server.always("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
  const { client } = makeClient({ server });
  const outcome = await outcomeOf(client.fetch("https://app.test/api/notes"));
  expect(outcome).toBeInstanceOf(SessionError);
  expect(outcome).toMatchObject({ code: "session_expired", reason: "inactivity" });
});

test("a call made while nobody can be reached is unavailable; it asks again, but not at once", async () => {
  const server = scriptedServer();
  server.always("/auth/refresh", offline);
  const { client, time } = makeClient({ server });
  await settled();
  expect(await outcomeOf(client.fetch("https://app.test/api/notes"))).toMatchObject({ retryAfterMs: 500 });
  expect(server.to("/auth/refresh")).toHaveLength(1);
  await time.advance(40_000);
  await time.advance(time.pending()[0] ?? Number.NaN);
  const attempts = server.to("/auth/refresh").length;
  server.normally("/auth/refresh");
  // The loop would wait for longer: a person may be waiting.
  await time.advance(3000);
  expect(server.to("/auth/refresh")).toHaveLength(attempts);
  expect(await client.fetch("https://app.test/api/notes")).toMatchObject({ status: 200 });
  await time.advance(60_000);
  expect(server.to("/auth/refresh")).toHaveLength(attempts + 1);
});

test("while the server asks to be left alone, calls are refused here and say for how long", async () => {
  const server = scriptedServer();
  server.once("/auth/refresh", () => problem("overloaded", { headers: { "retry-after": "20" } }));
  const { client, time } = makeClient({ server });
  await time.advance(5000);
  const outcome = await outcomeOf(client.fetch("https://app.test/api/notes"));
  expect(outcome).toBeInstanceOf(UnavailableError);
  expect(outcome).toMatchObject({ retryAfterMs: 15_000 });
  expect(server.to("/auth/refresh")).toHaveLength(1);
  await time.advance(15_500);
  expect(await client.fetch("https://app.test/api/notes")).toMatchObject({ status: 200 });
});

test("two clients that lost the same server do not come back in step (complaint 32)", async () => {
  const server = scriptedServer();
  server.always("/auth/refresh", offline);
  const delays: number[][] = [];
  for (const random of [() => 0.1, () => 0.9]) {
    const time = manualTime();
    makeClient({ server, time, random });
    await settled();
    delays.push(time.pending());
  }
  expect(delays).toEqual([[100], [900]]);
});

test("close() stops the attempts, and whoever waits is unavailable", async () => {
  const server = scriptedServer();
  server.always("/auth/refresh", held().answer);
  const { client, time } = makeClient({ server });
  const waiting = outcomeOf(client.fetch("https://app.test/api/notes"));
  await settled();
  client.close();
  expect(await waiting).toBeInstanceOf(UnavailableError);
  await time.advance(60_000);
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(time.pending()).toEqual([]);
  expect(await outcomeOf(client.refresh())).toBeInstanceOf(UnavailableError);
  expect(await outcomeOf(client.login({ email: "ada", password: "right" }))).toBeInstanceOf(UnavailableError);
  expect(server.arrived).toHaveLength(1);
});
