/**
 * Goal: complaint 50: a tab belongs to the user who signed in in it. When somebody else logs in in the browser nothing
 * goes out from it any more, whatever it has under way; when the same user does, it goes on.
 * Method: two tabs of one browser; the other user logs in in the second at each moment of what the first one does.
 */
import { expect, test } from "vitest";
import { json, problem, tokenBody } from "./support/answers.ts";
import { browser, notes } from "./support/browser.ts";
import { outcomeOf } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { held } from "./support/scripted-server.ts";

const replaced = { code: "session_revoked", reason: "replaced_by_login" };

test("complaint 50: while signed in, another user's login elsewhere fences this tab, and a reload makes it theirs", async () => {
  const { first, second, server, time, open } = await browser();
  await second.client.login({ email: "grace", password: "right" });
  await time.advance(1000);
  expect(first.client.state).toMatchObject({ status: "ended", ...replaced, subject: "ada" });
  expect(await outcomeOf(first.client.fetch(notes))).toMatchObject(replaced);
  expect(await outcomeOf(first.client.accessToken())).toMatchObject(replaced);
  expect(server.to("/api/notes")).toEqual([]);
  first.client.close();
  const reloaded = await open();
  expect(reloaded.client.state).toMatchObject({ status: "signedIn", session: { subject: "grace" } });
});

test("complaint 50: a refresh in flight when another user logs in elsewhere comes to nothing here", async () => {
  const { first, second, server, time } = await browser({ hasLocks: false });
  const slow = held();
  server.once("/auth/refresh", slow.answer);
  const asking = outcomeOf(first.client.refresh());
  await settled();
  await second.client.login({ email: "grace", password: "right" });
  await time.advance(1000);
  slow.release(() => json(tokenBody("late")));
  expect(await asking).toMatchObject(replaced);
  await time.advance(1000);
  expect(first.client.state).toMatchObject({ status: "ended", ...replaced, subject: "ada" });
});

test("complaint 50: a call in flight when another user logs in elsewhere is not repeated as them", async () => {
  const { first, second, server, time } = await browser();
  const slow = held();
  server.once("/api/notes", slow.answer);
  const call = outcomeOf(
    first.client.fetch(notes, { method: "DELETE", whenEnded: "wait", whenOffline: "wait" }),
  );
  await settled();
  await second.client.login({ email: "grace", password: "right" });
  slow.release(() => problem("access_token_invalid"));
  await time.advance(60_000);
  expect(await call).toMatchObject(replaced);
  expect(server.to("/api/notes")).toHaveLength(1);
});

test("complaint 50: a call in flight when another user logs in in this very tab is not repeated as them", async () => {
  const { first, server } = await browser({ tabs: 1, whenEnded: "wait", whenOffline: "wait" });
  const slow = held();
  server.once("/api/notes", slow.answer);
  const call = outcomeOf(first.client.fetch(notes, { method: "DELETE" }));
  await settled();
  await first.client.login({ email: "grace", password: "right" });
  slow.release(() => problem("access_token_invalid"));
  expect(await call).toMatchObject(replaced);
  expect(server.to("/api/notes")).toHaveLength(1);
});

test("complaint 50: calls that wait in a tab whose session ended are dropped when another user logs in elsewhere", async () => {
  const { first, second, server, time } = await browser({ whenEnded: "wait" });
  server.always("/auth/refresh", () => problem("session_expired", { reason: "inactivity" }));
  await outcomeOf(first.client.refresh());
  await time.advance(1000);
  const waiting = [1, 2, 3].map(() => outcomeOf(first.client.fetch(notes)));
  server.normally("/auth/refresh");
  await second.client.login({ email: "grace", password: "right" });
  await time.advance(1000);
  for (const outcome of await Promise.all(waiting)) expect(outcome).toMatchObject(replaced);
  expect(server.to("/api/notes")).toEqual([]);
  expect(first.client.state).toMatchObject({ status: "ended", ...replaced, subject: "ada" });
});

test("the fence opens for the user whose page it is: back in another tab, with a new session", async () => {
  const { first, second, server, time } = await browser();
  await second.client.login({ email: "grace", password: "right" });
  await time.advance(1000);
  expect(first.client.state.status).toBe("ended");
  await second.client.login({ email: "ada", password: "right" });
  server.session = { subject: "ada", generation: 0, sid: "anew" };
  await time.advance(1000);
  expect(first.client.state).toMatchObject({ status: "signedIn", session: { subject: "ada", sid: "anew" } });
  expect(await first.client.fetch(notes)).toMatchObject({ status: 200 });
});

test("the same user's login elsewhere goes on here with the new session, and calls in between with it", async () => {
  const { first, second, server, time } = await browser();
  await second.client.login({ email: "ada", password: "right" });
  server.session = { subject: "ada", generation: 0, sid: "anew" };
  await settled();
  expect(first.client.state).toEqual({ status: "restoring", offline: false, subject: "ada" });
  const call = first.client.fetch(notes);
  await time.advance(1000);
  expect(await call).toMatchObject({ status: 200 });
  expect(first.client.state).toMatchObject({ status: "signedIn", session: { sid: "anew" } });
  expect(first.ofType("session_ended")).toEqual([]);
});

test("a fenced tab stays silent: nothing that others say makes it speak", async () => {
  const { first, second, server, time, between } = await browser();
  await second.client.login({ email: "grace", password: "right" });
  await time.advance(1000);
  server.arrived.length = 0;
  await second.client.refresh();
  await time.advance(60_000);
  expect(server.to("/auth/refresh")).toHaveLength(1);
  expect(first.client.state).toMatchObject({ status: "ended", ...replaced });
  expect(between.heard.filter((message) => Object(message).kind === "changed")).toHaveLength(1);
});

test("complaint 50: the fence is told once, however often this tab asks again", async () => {
  const { first, second, between, time } = await browser();
  await second.client.login({ email: "grace", password: "right" });
  await time.advance(1000);
  const shown = first.client.state;
  for (let shout = 0; shout < 3; shout++) {
    between.shout({ v: 1, kind: "changed" });
    await time.advance(1000);
  }
  expect(first.client.state).toBe(shown);
  expect(first.ofType("session_ended")).toMatchObject([replaced]);
});
