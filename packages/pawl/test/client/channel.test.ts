/**
 * Goal: tabs tell each other that something changed; the server is the truth (C66, A78).
 * Method: several clients in one room, on one scripted server, as the tabs of one browser are.
 */
import { expect, test } from "vitest";
import { json, problem, tokens } from "./support/answers.ts";
import { room } from "./support/fake-channel.ts";
import { makeClient, outcomeOf, type Scene } from "./support/make-client.ts";
import { manualTime, settled } from "./support/manual-time.ts";
import { held, offline, scriptedServer } from "./support/scripted-server.ts";

const notes = "https://app.test/api/notes";
const changed = { v: 1, kind: "changed" };

/** What was said of changes. */
const changesIn = (heard: readonly unknown[]): unknown[] =>
  heard.filter((message) => Object(message).kind === "changed");

async function tabs(count: number) {
  const server = scriptedServer();
  const between = room();
  const time = manualTime();
  const scenes: Scene[] = [];
  for (let tab = 0; tab < count; tab++) {
    scenes.push(makeClient({ server, time, channel: between.join() }));
    await settled();
  }
  server.arrived.length = 0;
  for (const { events } of scenes) events.length = 0;
  const [first, second] = scenes;
  if (!first || !second) throw new Error("too few tabs");
  return { first, second, scenes, server, time, between };
}

test("logout in one tab signs out the other, once the server knows", async () => {
  const { first, second, server, time, between } = await tabs(2);
  const slow = held();
  server.once("/auth/logout", slow.answer);
  const done = first.client.logout();
  await time.advance(200);
  expect(changesIn(between.heard)).toEqual([]);
  server.session = undefined;
  slow.release(() => new Response(null, { status: 204 }));
  await done;
  expect(changesIn(between.heard)).toEqual([changed]);
  await time.advance(200);
  expect(second.client.state).toEqual({ status: "signedOut" });
  expect(second.states.map(({ status }) => status)).toEqual([
    "restoring",
    "signedIn",
    "restoring",
    "signedOut",
  ]);
  expect(second.ofType("refresh_started")).toMatchObject([{ cause: "changed" }]);
});

test("a logout that could not be confirmed is told too: no tab goes on showing what is private", async () => {
  const { first, second, server, time } = await tabs(2);
  server.always("/auth/logout", offline);
  server.always("/auth/refresh", offline);
  await first.client.logout();
  await time.advance(200);
  expect(second.client.state).toEqual({ status: "restoring", offline: true, subject: "ada" });
});

test("complaint 50: login as another user in one tab fences the other, and nothing goes out from it", async () => {
  const { first, second, server, time } = await tabs(2);
  await first.client.login({ email: "grace", password: "right" });
  await settled();
  expect(second.client.state.status).toBe("restoring");
  await time.advance(1000);
  const fenced = { code: "session_revoked", reason: "replaced_by_login" };
  expect(second.client.state).toEqual({ status: "ended", ...fenced, subject: "ada" });
  expect(second.ofType("session_ended")).toMatchObject([fenced]);
  expect(await outcomeOf(second.client.fetch(notes))).toMatchObject(fenced);
  expect(server.to("/api/notes")).toEqual([]);
  // The new user's own tab goes on, with whatever the fenced one was given.
  expect(first.client.state).toMatchObject({ status: "signedIn", session: { subject: "grace" } });
});

test("complaint 50: a call that the other tab has under way is not repeated as the new user", async () => {
  const { first, second, server } = await tabs(2);
  const slow = held();
  server.once("/api/notes", slow.answer);
  const outcome = outcomeOf(second.client.fetch(notes, { method: "DELETE" }));
  await settled();
  await first.client.login({ email: "grace", password: "right" });
  await settled();
  slow.release(() => problem("access_token_invalid"));
  expect(await outcome).toMatchObject({ code: "session_revoked", reason: "replaced_by_login" });
  expect(server.to("/api/notes")).toHaveLength(1);
});

test("a tab that showed that the session had ended is back after a login elsewhere", async () => {
  const { first, second, server, time } = await tabs(2);
  server.once("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
  server.session = undefined;
  await outcomeOf(first.client.refresh());
  await time.advance(1000);
  expect(first.client.state).toMatchObject({ status: "ended", reason: "inactivity" });
  // The cookie went with the answer to the first; why, it told.
  expect(second.client.state).toMatchObject({
    status: "ended",
    code: "session_expired",
    reason: "inactivity",
  });
  await second.client.login({ email: "ada", password: "right" });
  await time.advance(1000);
  expect(first.client.state).toMatchObject({ status: "signedIn" });
});

test("no message is answered with a message: the end of a session is told once", async () => {
  const { scenes, first, server, time, between } = await tabs(5);
  server.always("/auth/refresh", () => problem("session_revoked", { reason: "revoked_by_admin" }));
  await outcomeOf(first.client.refresh());
  await time.advance(600_000);
  expect(changesIn(between.heard)).toEqual([expect.objectContaining(changed)]);
  expect(server.to("/auth/refresh")).toHaveLength(5);
  for (const { client } of scenes) {
    expect(client.state).toMatchObject({
      status: "ended",
      code: "session_revoked",
      reason: "revoked_by_admin",
    });
  }
});

test("two tabs that find the end at the same time both go on saying why", async () => {
  const { first, second, server, time } = await tabs(2);
  server.once("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
  server.once("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
  server.session = undefined;
  await Promise.all([outcomeOf(first.client.refresh()), outcomeOf(second.client.refresh())]);
  await time.advance(600_000);
  expect(first.client.state).toMatchObject({ status: "ended", reason: "inactivity" });
  expect(second.client.state).toMatchObject({ status: "ended", reason: "inactivity" });
});

test.each([
  ["nothing", undefined],
  ["null", null],
  ["a string", "changed"],
  ["another version", { v: 2, kind: "changed" }],
  ["another kind", { v: 1, kind: "logout" }],
  ["a token", { v: 1, kind: "signedIn", access_token: "forged", session: { subject: "mallory" } }],
  ["an array", [1, "changed"]],
])("C66: a malformed message is ignored: %s", async (_name, message) => {
  const { first, second, server, time, between } = await tabs(2);
  const before = [first.client.state, second.client.state];
  between.shout(message);
  await time.advance(60_000);
  expect([first.client.state, second.client.state]).toEqual(before);
  expect(server.arrived).toEqual([]);
});

test("A78: a flood of well-formed messages costs one refresh at a time, and signs nobody out", async () => {
  const { second, first, server, time, between } = await tabs(2);
  for (let shout = 0; shout < 50; shout++) between.shout(changed);
  await time.advance(10_000);
  expect(server.to("/auth/refresh")).toHaveLength(2);
  expect(first.client.state.status).toBe("signedIn");
  expect(second.client.state.status).toBe("signedIn");
});

test("complaint 24: tabs that are told of a change do not all ask in the same moment", async () => {
  const server = scriptedServer();
  const between = room();
  const time = manualTime();
  for (const random of [0.1, 0.5, 0.9])
    makeClient({ server, time, channel: between.join(), random: () => random });
  await settled();
  between.shout(changed);
  await settled();
  expect(time.pending()).toEqual([30, 150, 270]);
});

test("a call made in between waits for the answer, and does not go out with the forgotten token", async () => {
  const { second, server, between } = await tabs(2);
  between.shout(changed);
  await settled();
  expect(second.client.state.status).toBe("restoring");
  server.always("/api/notes", ({ headers }) => json(headers.get("authorization")));
  expect(await (await second.client.fetch(notes)).json()).toBe("Bearer access-token-3");
});

test("a refresh in flight when something changed is discarded, and its waiters get the new answer", async () => {
  const { second, server, between } = await tabs(2);
  const slow = held();
  server.once("/auth/refresh", slow.answer);
  const refreshed = second.client.refresh();
  await settled();
  server.session = { subject: "ada", generation: 7 };
  between.shout(changed);
  expect(await refreshed).toMatchObject({ subject: "ada", generation: 8 });
  slow.release(() => problem("session_revoked"));
  await settled();
  expect(second.client.state).toMatchObject({ session: { subject: "ada", generation: 8 } });
});

test("a login under way is not given up because another tab speaks", async () => {
  const { first, server, between } = await tabs(2);
  const slow = held();
  server.once("/auth/login", slow.answer);
  const loggedIn = first.client.login({ email: "grace", password: "right" });
  await settled();
  between.shout(changed);
  await settled();
  slow.release(() => tokens("access-token-login", undefined, { subject: "grace" }));
  expect(await loggedIn).toMatchObject({ subject: "grace" });
});

test("a logout that could not be confirmed is not repeated once another tab has changed the session", async () => {
  const { first, second, server, time } = await tabs(2);
  server.always("/auth/logout", offline);
  await first.client.logout();
  await second.client.login({ email: "grace", password: "right" });
  await time.advance(600_000);
  expect(server.to("/auth/logout")).toHaveLength(1);
  expect(first.client.state).toMatchObject({ session: { subject: "grace" } });
});

test("a logout under way when another tab changes the session is not repeated either, and says so", async () => {
  const { first, server, time, between } = await tabs(2);
  server.once("/auth/logout", held().answer);
  const done = first.client.logout();
  await settled();
  between.shout(changed);
  await time.advance(8000);
  await done;
  expect(first.ofType("logout_unconfirmed")).toMatchObject([{ retrying: false }]);
  await time.advance(600_000);
  expect(server.to("/auth/logout")).toHaveLength(1);
});

test("complaint 32: offline, a change in the middle of an attempt leaves one owner of the recovery", async () => {
  const server = scriptedServer();
  const time = manualTime();
  const between = room();
  const slow = held();
  server.once("/auth/refresh", slow.answer);
  server.always("/auth/refresh", offline);
  makeClient({ server, time, channel: between.join() });
  await settled();
  between.shout(changed);
  await time.advance(200);
  expect(time.pending()).toHaveLength(1);
  await time.advance(5000);
  expect(time.pending()).toHaveLength(1);
});

test("close() leaves the room", async () => {
  const { first, server, time, between } = await tabs(2);
  first.client.close();
  server.arrived.length = 0;
  await first.client.logout();
  expect(changesIn(between.heard)).toEqual([]);
  between.shout(changed);
  await time.advance(10_000);
  expect(first.ofType("refresh_started")).toEqual([]);
});
