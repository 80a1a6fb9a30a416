/**
 * Goal: a login starts a session of its own, and nothing of an earlier one gets in its way.
 * Method: a client on a scripted server; answers are held back to make races.
 */
import { expect, test } from "vitest";
import { SessionError, UnavailableError } from "../../src/client/index.ts";
import { json, problem, tokens } from "./support/answers.ts";
import { makeClient, outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { held, offline, scriptedServer } from "./support/scripted-server.ts";

const notes = "https://app.test/api/notes";
const limited = (): Response =>
  json({ type: "urn:pawl:problem:overloaded", code: "overloaded" }, 429, {
    "content-type": "application/problem+json",
  });
const right = { email: "grace", password: "right" };

test("the right password signs in, with one request and no refresh (complaint 25)", async () => {
  const { client, server, states, events, time } = makeClient({ restore: false });
  const session = await client.login(right);
  expect(session).toMatchObject({ subject: "grace", generation: 0 });
  expect(client.state).toMatchObject({ status: "signedIn", session: { subject: "grace" } });
  expect(await client.fetch(notes)).toMatchObject({ status: 200 });
  await time.advance(60_000);
  expect(server.arrived.map(({ path }) => path)).toEqual(["/auth/login", "/api/notes"]);
  expect(states.map(({ status }) => status)).toEqual(["signedOut", "signedIn"]);
  expect(events.map(({ type }) => type)).toEqual(["logged_in"]);
});

test("a login asks for the cookie, carries the CSRF header, and says nothing of remember unless told", async () => {
  const { client, server } = makeClient({ restore: false });
  await client.login(right);
  await client.login({ ...right, remember: false });
  const [first, second] = server.to("/auth/login");
  expect(JSON.parse(first?.body ?? "")).toEqual({ ...right, transport: "cookie" });
  expect(JSON.parse(second?.body ?? "")).toEqual({ ...right, transport: "cookie", remember: false });
  expect(first?.headers.get("pawl-csrf")).toBe("1");
  expect(first?.headers.get("content-type")).toBe("application/json");
  expect(first?.init).toMatchObject({
    method: "POST",
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
  });
});

test("an auth server of another origin is sent its cookie too", async () => {
  const { client, server } = makeClient({ restore: false, authUrl: "https://auth.test/auth/" });
  globalThis.location = { origin: "https://app.test", href: "https://app.test/" } as Location;
  const elsewhere = makeClient({ restore: false, server, authUrl: "https://auth.test/auth/" });
  Reflect.deleteProperty(globalThis, "location");
  await client.login(right);
  await elsewhere.client.login(right);
  expect(server.to("/auth/login").map(({ init }) => init.credentials)).toEqual(["same-origin", "include"]);
});

test("wrong credentials are a SessionError, and the state is as it was", async () => {
  const { client, events } = makeClient({ restore: false });
  const before = client.state;
  const outcome = await outcomeOf(client.login({ email: "grace", password: "wrong" }));
  expect(outcome).toBeInstanceOf(SessionError);
  expect(outcome).toMatchObject({ code: "invalid_credentials" });
  expect(client.state).toBe(before);
  expect(events).toEqual([]);
});

test("wrong credentials leave a session that is there alone", async () => {
  const { client } = await signedInClient();
  const before = client.state;
  await outcomeOf(client.login({ email: "grace", password: "wrong" }));
  expect(client.state).toBe(before);
  expect(await client.fetch(notes)).toMatchObject({ status: 200 });
});

test.each([
  ["offline", offline, {}],
  [
    "busy",
    () => problem("overloaded", { headers: { "retry-after": "2" } }),
    { status: 503, retryAfterMs: 2000 },
  ],
  ["limited", () => new Response(null, { status: 429 }), { status: 429 }],
  ["limited by us", () => limited(), { status: 429, code: "overloaded" }],
  ["a proxy's 401", () => new Response("", { status: 401 }), { status: 401 }],
  ["a portal's page", () => new Response("<html>"), { status: 200 }],
  ["a portal's JSON", () => json({ access_token: "x" }), { status: 200 }],
] as const)("no answer about the credentials is unavailable: %s", async (_name, answer, about) => {
  const { client, server } = makeClient({ restore: false });
  server.always("/auth/login", answer);
  const outcome = await outcomeOf(client.login(right));
  expect(outcome).toBeInstanceOf(UnavailableError);
  expect(outcome).toMatchObject(about);
  expect(client.state).toEqual({ status: "signedOut" });
});

test("what else the server says no to is told by its code", async () => {
  const { client, server } = makeClient({ restore: false });
  server.always("/auth/login", () => problem("csrf_rejected", { detail: "No Pawl-Csrf header." }));
  expect(await outcomeOf(client.login(right))).toMatchObject({
    name: "SessionError",
    code: "csrf_rejected",
    message: "csrf_rejected: No Pawl-Csrf header.",
  });
});

test("a login waits for the refresh in flight, whose cookie would otherwise cover the new one", async () => {
  const { client, server } = await signedInClient();
  const slow = held();
  server.once("/auth/refresh", slow.answer);
  const refreshed = client.refresh();
  await settled();
  const loggedIn = client.login(right);
  await settled();
  expect(server.to("/auth/login")).toEqual([]);
  slow.release(() => tokens("access-token-old", "unchanged"));
  await refreshed;
  await loggedIn;
  expect(client.state).toMatchObject({ session: { subject: "grace" } });
});

test("a refresh asked for during a login is not made: the login's token is as good", async () => {
  const { client, server } = await signedInClient();
  const slow = held();
  server.once("/auth/login", slow.answer);
  const loggedIn = client.login({ email: "ada", password: "right" });
  await settled();
  const refreshed = client.refresh();
  await settled();
  slow.release(() => tokens("access-token-login"));
  expect(await loggedIn).toBe(await refreshed);
  expect(server.to("/auth/refresh")).toEqual([]);
});

test("a login while nobody can be reached ends the attempts to restore", async () => {
  const server = scriptedServer();
  server.always("/auth/refresh", offline);
  const { client, time } = makeClient({ server });
  await settled();
  await client.login(right);
  await time.advance(300_000);
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(client.state).toMatchObject({ status: "signedIn", session: { subject: "grace" } });
});

test("a login after the session ended goes on in place", async () => {
  const { client, server, states } = await signedInClient();
  server.once("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
  await outcomeOf(client.refresh());
  await client.login({ email: "ada", password: "right" });
  expect(states.map(({ status }) => status)).toEqual(["signedIn", "ended", "signedIn"]);
  expect(await client.fetch(notes)).toMatchObject({ status: 200 });
});

test("while a login is under way, no late logout is sent: it would delete the new cookie", async () => {
  const { client, server, time } = await signedInClient();
  server.always("/auth/logout", offline);
  await client.logout();
  const slow = held();
  server.once("/auth/login", slow.answer);
  const loggedIn = client.login(right);
  await time.advance(7000);
  slow.release(() => tokens("access-token-login"));
  await loggedIn;
  expect(server.to("/auth/logout")).toHaveLength(1);
});

test("close() during a login makes it unavailable at once", async () => {
  const { client, server } = makeClient({ restore: false });
  server.once("/auth/login", held().answer);
  const loggedIn = outcomeOf(client.login(right));
  await settled();
  client.close();
  expect(await loggedIn).toBeInstanceOf(UnavailableError);
});

test("logout during a login wins", async () => {
  const { client, server } = makeClient({ restore: false });
  const slow = held();
  server.once("/auth/login", slow.answer);
  const loggedIn = outcomeOf(client.login(right));
  await settled();
  await client.logout();
  slow.release(() => tokens("access-token-late"));
  expect(await loggedIn).toBeInstanceOf(UnavailableError);
  await settled();
  expect(client.state).toEqual({ status: "signedOut" });
  // And the next one is as good as ever.
  await client.login(right);
  expect(client.state.status).toBe("signedIn");
});
