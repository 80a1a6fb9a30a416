/**
 * Goal: each refresh states the newest revision that this client was told of, so that its server never takes it for a
 * thief because something was slow; and a soft refusal is answered by what it asks for.
 * Method: a client on a scripted server and manual time; what it states is read from its requests.
 */
import { expect, test } from "vitest";
import { UnavailableError } from "../../src/client/index.ts";
import { json, problem, tokenBody } from "./support/answers.ts";
import { makeClient, outcomeOf, signedInClient } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { offline, type ScriptedServer } from "./support/scripted-server.ts";

const superseded = (revision?: string, headers: Record<string, string> = {}) =>
  problem("refresh_token_superseded", { ...(revision && { revision }), headers });

/** What each refresh so far has said; its whole body. */
const statedTo = (server: ScriptedServer): unknown[] =>
  server.to("/auth/refresh").map(({ body }) => JSON.parse(body));

const stated = (...revisions: readonly (string | null)[]): unknown[] =>
  revisions.map((known_revision) => ({ known_revision }));

test("a page that was just loaded has seen none, and says so; then it states the newest each time", async () => {
  const { client, server } = makeClient();
  await settled();
  await client.refresh();
  await client.refresh();
  expect(statedTo(server)).toEqual(stated(null, "revision-1", "revision-2"));
});

test("the answer to a login tells of it too", async () => {
  const { client, server } = makeClient({ restore: false });
  await client.login({ email: "ada", password: "right" });
  await client.refresh();
  expect(statedTo(server)).toEqual(stated("revision-1"));
});

test("a soft refusal tells of a newer one, which the next try states", async () => {
  const { client, server, time } = await signedInClient();
  server.once("/auth/refresh", () => superseded("newer"));
  const refreshed = client.refresh();
  await time.advance(100);
  expect(await refreshed).toMatchObject({ generation: 2 });
  await client.refresh();
  expect(statedTo(server)).toEqual(stated("revision-1", "newer", "revision-2"));
});

test("it is tried four times at most, each time with what the refusal before has told", async () => {
  const { client, server, time } = await signedInClient();
  for (const revision of ["r-a", "r-b", "r-c", "r-d"]) {
    server.once("/auth/refresh", () => superseded(revision));
  }
  const refreshed = outcomeOf(client.refresh());
  await time.advance(700);
  expect(await refreshed).toMatchObject({ code: "refresh_token_superseded", revision: "r-d" });
  expect(statedTo(server)).toEqual(stated("revision-1", "r-a", "r-b", "r-c"));
  expect(client.state.status).toBe("signedIn");
});

test("nothing but a typed soft refusal or an answer with tokens tells of one", async () => {
  const { client, server, time } = await signedInClient();
  const type = { "content-type": "application/json" };
  server.once("/auth/refresh", offline);
  server.once("/auth/refresh", () => json({ code: "refresh_token_superseded", revision: "x" }, 409, type));
  server.once("/auth/refresh", () => problem("store_unavailable", { revision: "x" }));
  server.once("/auth/refresh", () => problem("csrf_rejected", { revision: "x" }));
  server.once("/auth/refresh", () => superseded());
  for (let i = 0; i < 4; i++) expect(await outcomeOf(client.refresh())).toBeInstanceOf(UnavailableError);
  const refreshed = client.refresh();
  await time.advance(100);
  await refreshed;
  expect(statedTo(server)).toEqual(stated(...Array.from({ length: 6 }, () => "revision-1")));
});

test("after an answer without one it has seen none", async () => {
  const { client, server } = await signedInClient();
  const { revision: _, ...body } = tokenBody("token");
  server.once("/auth/refresh", () => json(body));
  await client.refresh();
  await client.refresh();
  expect(statedTo(server)).toEqual(stated("revision-1", null));
});

test("a soft refusal that names a wait is tried again after it, not before", async () => {
  const { client, server, time } = await signedInClient();
  server.once("/auth/refresh", () => superseded("newer", { "retry-after": "8" }));
  const refreshed = client.refresh();
  await time.advance(8000);
  expect(server.to("/auth/refresh")).toHaveLength(1);
  await time.advance(100);
  expect(server.to("/auth/refresh")).toHaveLength(2);
  expect(await refreshed).toMatchObject({ generation: 2 });
});

test("an absurd wait parks nobody for a day", async () => {
  const { client, server, time } = await signedInClient();
  server.once("/auth/refresh", () => superseded("newer", { "retry-after": "86400" }));
  const refreshed = client.refresh();
  await time.advance(300_100);
  expect(await refreshed).toMatchObject({ generation: 2 });
});

test("a new login's session takes over, and what a refresh of the old one was told counts no more", async () => {
  const { client, server, time } = await signedInClient();
  server.once("/auth/refresh", () => superseded("of the old session"));
  const refreshed = outcomeOf(client.refresh());
  await settled();
  await client.login({ email: "grace", password: "right" });
  await time.advance(1000);
  await refreshed;
  await client.refresh();
  expect(statedTo(server)).toEqual(stated("revision-1", "revision-2"));
});
