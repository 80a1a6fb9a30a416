/**
 * Goal: `settled()`, `accessToken()` and `serverNow()` answer what a route guard, a WebSocket and a countdown need to
 * know, and each call settles (complaint 36: whoever redirects knows before whether it must).
 * Method: clients that are restoring, signed in, ended, signed out and closed, on manual time.
 */
import { expect, test } from "vitest";
import { json, problem, tokenBody } from "./support/answers.ts";
import { five, makeClient, outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { held, offline, scriptedServer } from "./support/scripted-server.ts";

const refused = () => problem("session_revoked", { reason: "revoked_by_admin" });

test("settled() at page load waits until it is known who the user is", async () => {
  const server = scriptedServer();
  const slow = held();
  server.once("/auth/refresh", slow.answer);
  const { client } = makeClient({ server });
  const answers = five(() => client.settled());
  await settled();
  slow.release(() => json(tokenBody("first")));
  for (const state of await answers) expect(state).toBe(client.state);
  expect(client.state.status).toBe("signedIn");
});

test.each([
  ["signedOut", () => problem("refresh_token_missing")],
  ["ended", () => problem("session_expired", { reason: "inactivity" })],
] as const)("settled() with nobody there says %s", async (status, answer) => {
  const server = scriptedServer();
  server.always("/auth/refresh", answer);
  const { client } = makeClient({ server });
  expect(await client.settled()).toMatchObject({ status });
});

test("settled() is not deceived by a failure: it goes on through the outage", async () => {
  const server = scriptedServer();
  server.always("/auth/refresh", offline);
  const { client, time } = makeClient({ server });
  let known = false;
  const answer = client.settled().then((state) => {
    known = true;
    return state;
  });
  await time.advance(600_000);
  expect(known).toBe(false);
  server.normally("/auth/refresh");
  await time.advance(31_000);
  expect(await answer).toMatchObject({ status: "signedIn" });
});

test("settled() in a state that is known answers with it", async () => {
  const { client, server } = await signedInClient();
  expect(await client.settled()).toBe(client.state);
  server.always("/auth/refresh", refused);
  await outcomeOf(client.refresh());
  expect(await client.settled()).toMatchObject({ status: "ended", reason: "revoked_by_admin" });
  await client.logout();
  expect(await client.settled()).toEqual({ status: "signedOut" });
});

test("complaint 19: settled() of a client that is closed, as Strict Mode does, settles", async () => {
  const server = scriptedServer();
  server.always("/auth/refresh", held().answer);
  const { client } = makeClient({ server });
  const before = client.settled();
  client.close();
  expect(await before).toMatchObject({ status: "restoring" });
  expect(await client.settled()).toMatchObject({ status: "restoring" });
});

test("accessToken() gives the token there is, without a request", async () => {
  const { client, server } = await signedInClient();
  expect(await client.accessToken()).toBe("access-token-1");
  expect(server.arrived).toEqual([]);
});

test("accessToken() refreshes a token that is out of date, once for all who ask", async () => {
  const { client, server, time } = await signedInClient();
  await time.advance(1_800_000);
  expect(await five(() => client.accessToken())).toEqual(Array(5).fill("access-token-2"));
  expect(server.to("/auth/refresh")).toHaveLength(1);
});

test("accessToken() says why there is none", async () => {
  const { client, server, time } = await signedInClient();
  await time.advance(1_800_000);
  server.once("/auth/refresh", offline);
  expect(await outcomeOf(client.accessToken())).toMatchObject({ name: "UnavailableError" });
  server.always("/auth/refresh", refused);
  await time.advance(5000);
  expect(await outcomeOf(client.accessToken())).toMatchObject({
    name: "SessionError",
    code: "session_revoked",
    reason: "revoked_by_admin",
  });
  await client.logout();
  expect(await outcomeOf(client.accessToken())).toMatchObject({ reason: "logged_out" });
  client.close();
  expect(await outcomeOf(client.accessToken())).toBeInstanceOf(Error);
});

test("accessToken() at page load waits for the answer, and rejects if nobody is signed in", async () => {
  const { client } = makeClient();
  expect(await client.accessToken()).toBe("access-token-1");
  const server = scriptedServer();
  server.session = undefined;
  const nobody = makeClient({ server });
  expect(await outcomeOf(nobody.client.accessToken())).toMatchObject({ name: "SessionError" });
});

test("serverNow() is unknown before an answer, and then goes on with the monotonic clock alone", async () => {
  const server = scriptedServer();
  const issued_at = 4_000_000_000_000;
  server.once("/auth/refresh", () => json(tokenBody("first", { issued_at })));
  const { client, time } = makeClient({ server });
  expect(client.serverNow()).toBeUndefined();
  await settled();
  expect(client.serverNow()).toBe(issued_at);
  await time.advance(90_000);
  expect(client.serverNow()).toBe(issued_at + 90_000);
  server.once("/auth/refresh", () => json(tokenBody("second", { issued_at: issued_at - 500 })));
  await client.refresh();
  expect(client.serverNow()).toBe(issued_at - 500);
});

test("serverNow() with a server that does not say its time counts from the session's last use", async () => {
  const server = scriptedServer();
  const { issued_at: _, ...body } = tokenBody("first");
  server.once("/auth/refresh", () => json(body));
  const { client } = makeClient({ server });
  await settled();
  expect(client.serverNow()).toBe(body.session.last_active_at);
});
