/**
 * Goal: a call that cannot be sent now fails at once or waits, as the caller says; whoever waits is sent once, as the
 * user who made the call, or settles otherwise (complaints 22, 50 and 51).
 * Method: clients whose server is cut off, or has ended the session, on manual time; what arrives there is counted.
 */
import { describe, expect, test } from "vitest";
import { SessionError, UnavailableError } from "../../src/client/errors.ts";
import { json, noContent, problem, unauthorized } from "./support/answers.ts";
import { browser, notes } from "./support/browser.ts";
import { five, outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { held, offline } from "./support/scripted-server.ts";
import { cutOff, end, isSettled } from "./support/waiting.ts";

const halfAnHour = 1_800_000;
const inactivity = { name: "SessionError", code: "session_expired", reason: "inactivity" };

describe("offline", () => {
  test("by default a call fails at once, as unavailable", async () => {
    const { client, server } = await cutOff();
    expect(await outcomeOf(client.fetch(notes))).toBeInstanceOf(UnavailableError);
    expect(server.to("/api/notes")).toEqual([]);
  });

  test.each([
    ["the client", { whenOffline: "wait" }, {}],
    ["the call", {}, { whenOffline: "wait" }],
    ["the call, against the client", { whenOffline: "fail" }, { whenOffline: "wait" }],
  ] as const)("it waits until a token can be had if %s says so", async (_name, options, init) => {
    const { client, server, time } = await cutOff(options);
    const calls = Promise.all(
      [1, 2, 3].map(() => client.fetch(notes, { method: "POST", body: "x", ...init })),
    );
    await time.advance(600_000);
    expect(server.to("/api/notes")).toEqual([]);
    server.normally("/auth/refresh");
    await time.advance(31_000);
    expect((await calls).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(server.to("/api/notes").map(({ body }) => body)).toEqual(["x", "x", "x"]);
  });

  test("a call may say that it fails where the client waits", async () => {
    const { client } = await cutOff({ whenOffline: "wait" });
    expect(await outcomeOf(client.fetch(notes, { whenOffline: "fail" }))).toBeInstanceOf(UnavailableError);
  });

  test("one that waits makes no request of its own: the recovery does", async () => {
    const alone = await cutOff();
    await outcomeOf(alone.client.refresh());
    await alone.time.advance(600_000);
    const waited = await cutOff({ whenOffline: "wait" });
    for (let call = 0; call < 50; call++) void outcomeOf(waited.client.fetch(notes));
    await waited.time.advance(600_000);
    expect(waited.server.to("/auth/refresh")).toHaveLength(alone.server.to("/auth/refresh").length);
    waited.client.close();
  });

  test("a call refused by the API waits for the token of its second attempt, too, and is sent twice in all", async () => {
    const { client, server, time } = await signedInClient({ whenOffline: "wait" });
    server.expireTokens();
    server.always("/auth/refresh", offline);
    const call = client.fetch(notes, { method: "POST", body: "x" });
    await time.advance(60_000);
    expect(server.to("/api/notes")).toHaveLength(1);
    server.normally("/auth/refresh");
    await time.advance(31_000);
    expect(await call).toMatchObject({ status: 200 });
    expect(server.to("/api/notes")).toHaveLength(2);
  });

  test("what the API itself does not answer is not waited for: whether it was done is not known", async () => {
    const { client, server } = await signedInClient({ whenOffline: "wait" });
    server.always("/api/notes", offline);
    expect(await outcomeOf(client.fetch(notes, { method: "POST" }))).toBeInstanceOf(TypeError);
    expect(server.to("/api/notes")).toHaveLength(1);
  });

  test("it goes out in the order in which it came", async () => {
    const { client, server, time } = await cutOff({ whenOffline: "wait" });
    const calls = ["1", "2", "3", "4"].map((body) => client.fetch(notes, { method: "POST", body }));
    await time.advance(10_000);
    server.normally("/auth/refresh");
    await time.advance(31_000);
    await Promise.all(calls);
    expect(server.to("/api/notes").map(({ body }) => body)).toEqual(["1", "2", "3", "4"]);
  });

  test("the session turns out to have ended: the call is told so", async () => {
    const { client, server, time } = await cutOff({ whenOffline: "wait" });
    const call = outcomeOf(client.fetch(notes));
    await time.advance(10_000);
    server.always("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
    await time.advance(31_000);
    expect(await call).toMatchObject(inactivity);
  });

  test("accessToken() waits like a call", async () => {
    const { client, server, time } = await cutOff({ whenOffline: "wait" });
    const token = client.accessToken();
    await time.advance(10_000);
    server.normally("/auth/refresh");
    await time.advance(31_000);
    expect(await token).toMatch(/^access-token-/);
  });
});

describe("ended", () => {
  test("by default a call fails at once, and says why", async () => {
    const scene = await signedInClient();
    await end(scene);
    expect(await outcomeOf(scene.client.fetch(notes))).toMatchObject(inactivity);
  });

  test.each([
    ["the client", { whenEnded: "wait" }, {}],
    ["the call", {}, { whenEnded: "wait" }],
    ["the call, against the client", { whenEnded: "fail" }, { whenEnded: "wait" }],
  ] as const)("complaint 51: it waits for the same user if %s says so", async (_name, options, init) => {
    const scene = await signedInClient(options);
    const { client, server } = scene;
    await end(scene);
    const calls = five(() => client.fetch(notes, { method: "POST", body: "x", ...init }));
    expect(await isSettled(calls)).toBe(false);
    await client.login({ email: "ada", password: "right" });
    expect(await calls).toMatchObject(Array(5).fill({ status: 200 }));
    expect(server.to("/api/notes").map(({ body }) => body)).toEqual(Array(5).fill("x"));
  });

  test("complaint 51: the call that found the end waits, too, and is sent once more", async () => {
    const { client, server } = await signedInClient({ whenEnded: "wait" });
    server.once("/api/notes", unauthorized);
    server.always("/auth/refresh", () => problem("session_revoked", { reason: "password_changed" }));
    const call = client.fetch(notes, { method: "POST", body: "half-filled" });
    expect(await isSettled(call)).toBe(false);
    expect(client.state).toMatchObject({ status: "ended", reason: "password_changed", subject: "ada" });
    await client.login({ email: "ada", password: "right" });
    expect(await call).toMatchObject({ status: 200 });
    expect(server.to("/api/notes").map(({ body }) => body)).toEqual(["half-filled", "half-filled"]);
  });

  test("a login that fails leaves it waiting", async () => {
    const scene = await signedInClient({ whenEnded: "wait" });
    const { client, server } = scene;
    await end(scene);
    const call = outcomeOf(client.fetch(notes));
    await outcomeOf(client.login({ email: "ada", password: "wrong" }));
    server.once("/auth/login", offline);
    await outcomeOf(client.login({ email: "ada", password: "right" }));
    expect(await isSettled(call)).toBe(false);
    await client.login({ email: "ada", password: "right" });
    expect(await call).toMatchObject({ status: 200 });
  });

  test("complaint 50: another user's login drops it, and it is never sent", async () => {
    const scene = await signedInClient({ whenEnded: "wait", whenOffline: "wait" });
    await end(scene);
    const call = outcomeOf(scene.client.fetch(notes));
    await scene.client.login({ email: "grace", password: "right" });
    expect(await call).toMatchObject({ code: "session_revoked", reason: "replaced_by_login" });
    expect(scene.server.to("/api/notes")).toEqual([]);
    expect(await scene.client.fetch(notes)).toMatchObject({ status: 200 });
  });

  test("logout drops it", async () => {
    const scene = await signedInClient({ whenEnded: "wait" });
    await end(scene);
    const call = outcomeOf(scene.client.fetch(notes));
    await settled();
    await scene.client.logout();
    expect(await call).toMatchObject({ code: "session_revoked", reason: "logged_out" });
  });

  test("the same user's login in another tab sends it", async () => {
    const { first, second, server, time } = await browser({ whenEnded: "wait" });
    await end(first);
    expect(second.client.state.status).toBe("ended");
    const call = first.client.fetch(notes, { method: "POST", body: "x" });
    await settled();
    await second.client.login({ email: "ada", password: "right" });
    server.session = { subject: "ada", generation: 0, sid: "anew" };
    await time.advance(1000);
    expect(await call).toMatchObject({ status: 200 });
    expect(server.to("/api/notes")).toHaveLength(1);
  });

  test("another user's login in another tab drops it", async () => {
    const { first, second, server, time } = await browser({ whenEnded: "wait" });
    await end(first);
    expect(second.client.state.status).toBe("ended");
    const call = outcomeOf(first.client.fetch(notes));
    await settled();
    await second.client.login({ email: "grace", password: "right" });
    await time.advance(1000);
    expect(await call).toMatchObject({ code: "session_revoked", reason: "replaced_by_login" });
    expect(server.to("/api/notes")).toEqual([]);
  });
});

test("complaint 22: calls that queue behind a refresh that fails, waits, and succeeds are each sent once", async () => {
  const { client, server, time } = await signedInClient({ whenOffline: "wait" });
  await time.advance(halfAnHour);
  const slow = held();
  server.once("/auth/refresh", slow.answer);
  server.once("/auth/refresh", offline);
  const early = five(() => client.fetch(notes));
  await settled();
  slow.release(() => new Response("", { status: 503 }));
  await settled();
  const late = five(() => client.fetch(notes));
  await time.advance(60_000);
  for (const outcome of [...(await early), ...(await late)]) expect(outcome).toMatchObject({ status: 200 });
  expect(server.to("/api/notes")).toHaveLength(10);
});

test("a call made as nobody does not wait: signed out, it is sent without a token", async () => {
  const { client, server } = await signedInClient({ whenEnded: "wait", whenOffline: "wait" });
  await client.logout();
  server.always("/api/notes", ({ headers }) => json(headers.get("authorization")));
  expect(await (await client.fetch(notes)).json()).toBeNull();
  expect(await outcomeOf(client.accessToken())).toBeInstanceOf(SessionError);
});

test("one request to another origin never waits", async () => {
  const { client, server } = await cutOff({ whenEnded: "wait", whenOffline: "wait" });
  server.always("/x", noContent);
  expect(await client.fetch("https://other.test/x")).toMatchObject({ status: 204 });
});
