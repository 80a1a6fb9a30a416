// @vitest-environment happy-dom
/**
 * Goal: complaint 28: a logout that the server has not confirmed lasts: over a reload, in every tab, until the server
 * has confirmed or somebody logs in; and what remembers it holds no secret.
 * Method: clients in a document with a local storage, on a scripted server and manual time; a reload is a new client,
 * a forbidden storage one that throws.
 */
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { ClientOptions } from "../../src/client/index.ts";
import { noContent } from "./support/answers.ts";
import {
  type BrowserOptions,
  grantedMessage,
  browser as openBrowser,
  sessionOf,
  shared,
} from "./support/browser.ts";
import { makeClient, outcomeOf, type Scene } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { held, offline } from "./support/scripted-server.ts";

const apart = { live: false, apiOrigins: ["https://app.test"] } satisfies Partial<ClientOptions>;
const browser = (options: BrowserOptions = {}) => openBrowser({ ...apart, ...options });
const notes = "https://app.test/api/notes";
const tombstone = `${shared}:logged-out`;

beforeEach(() => localStorage.clear());

/** The same page, loaded anew. */
function reload({ client, server, time }: Scene, options: Partial<ClientOptions> = {}): Scene {
  client.close();
  server.arrived.length = 0;
  return makeClient({ server, time, ...apart, ...options });
}

async function loggedOutOffline() {
  const one = await browser({ tabs: 1 });
  one.server.always("/auth/logout", offline);
  await one.first.client.logout();
  return one;
}

test("complaint 28: after a logout offline, a reload signs nobody in: it logs out first, and then asks nothing", async () => {
  const { first, server, time } = await loggedOutOffline();
  const again = reload(first);
  expect(again.client.state).toEqual({ status: "signedOut" });
  await time.advance(60_000);
  expect(server.to("/auth/refresh")).toEqual([]);
  expect(server.session).toBeDefined();
  server.normally("/auth/logout");
  await time.advance(60_000);
  expect(server.session).toBeUndefined();
  expect(again.ofType("logout_confirmed")).toHaveLength(1);
  expect(localStorage).toHaveLength(0);
  const later = reload(again);
  await time.advance(1000);
  expect(server.arrived.map(({ path }) => path)).toEqual(["/auth/refresh"]);
  expect(later.client.state).toEqual({ status: "signedOut" });
});

test("what is remembered is one empty item, and only while the server has not confirmed", async () => {
  const { first, server, time } = await browser({ tabs: 1 });
  const slow = held();
  server.once("/auth/logout", slow.answer);
  expect(localStorage).toHaveLength(0);
  const done = first.client.logout();
  expect({ ...localStorage }).toEqual({ [tombstone]: "" });
  await settled();
  slow.release(noContent);
  await done;
  expect(localStorage).toHaveLength(0);
  await first.client.login({ email: "ada", password: "right" });
  await first.client.refresh();
  await time.advance(60_000);
  expect(localStorage).toHaveLength(0);
  expect(sessionStorage).toHaveLength(0);
});

test("complaint 28: the page was closed right after the click: the next one finishes what it began", async () => {
  const { first, server, time } = await browser({ tabs: 1 });
  server.once("/auth/logout", held().answer);
  void first.client.logout();
  await settled();
  const again = reload(first);
  await time.advance(1000);
  expect(server.arrived.map(({ path }) => path)).toEqual(["/auth/logout"]);
  expect(server.session).toBeUndefined();
  expect(again.client.state).toEqual({ status: "signedOut" });
  expect(localStorage).toHaveLength(0);
});

test("a login ends it: the next page load is signed in, and no late logout is sent", async () => {
  const { first, server, time } = await loggedOutOffline();
  await first.client.login({ email: "grace", password: "right" });
  expect(localStorage).toHaveLength(0);
  server.normally("/auth/logout");
  await time.advance(60_000);
  const again = reload(first);
  await settled();
  expect(again.client.state).toMatchObject({ status: "signedIn", session: { subject: "grace" } });
  await time.advance(60_000);
  expect(server.to("/auth/logout")).toEqual([]);
});

test("a login that fails does not end it: the logout is still made good", async () => {
  const { first, server, time } = await loggedOutOffline();
  await outcomeOf(first.client.login({ email: "ada", password: "wrong" }));
  server.once("/auth/login", offline);
  await outcomeOf(first.client.login({ email: "ada", password: "right" }));
  expect({ ...localStorage }).toEqual({ [tombstone]: "" });
  server.normally("/auth/logout");
  await time.advance(60_000);
  expect(server.session).toBeUndefined();
});

test("one left by a logout that the server confirmed, but whose answer nobody read, harms no later login", async () => {
  localStorage.setItem(tombstone, "");
  const one = await browser({ tabs: 1 });
  expect(one.first.client.state).toEqual({ status: "signedOut" });
  await one.first.client.login({ email: "ada", password: "right" });
  await one.time.advance(60_000);
  const again = reload(one.first);
  await settled();
  expect(again.client.state).toMatchObject({ status: "signedIn" });
});

test("a login at once after such a page load waits for its logout, and is not undone by it", async () => {
  const { first, server, open, time } = await browser({ tabs: 1 });
  first.client.close();
  localStorage.setItem(tombstone, "");
  const slow = held();
  server.once("/auth/logout", slow.answer);
  const again = await open();
  const login = again.client.login({ email: "ada", password: "right" });
  await settled();
  expect(server.to("/auth/login")).toEqual([]);
  slow.release(noContent);
  await login;
  await time.advance(60_000);
  expect(again.client.state).toMatchObject({ status: "signedIn" });
  expect(localStorage).toHaveLength(0);
  expect(server.arrived.map(({ path }) => path)).toEqual(["/auth/logout", "/auth/login"]);
});

test("a page that is loaded with one while another tab logs in does not undo that login", async () => {
  const { first, server, open, time } = await loggedOutOffline();
  const slow = held();
  server.once("/auth/login", slow.answer);
  const login = first.client.login({ email: "ada", password: "right" });
  await settled();
  server.normally("/auth/logout");
  server.arrived.length = 0;
  const other = await open();
  expect(other.client.state).toEqual({ status: "signedOut" });
  expect(server.to("/auth/logout")).toEqual([]);
  slow.release(() => Response.json({}, { status: 503 }));
  await outcomeOf(login);
  await first.client.login({ email: "ada", password: "right" });
  await time.advance(60_000);
  expect(server.session).toBeDefined();
  expect(first.client.state).toMatchObject({ status: "signedIn", session: { subject: "ada" } });
  expect(other.client.state).toMatchObject({ status: "signedIn", session: { subject: "ada" } });
});

test("other tabs honour it instead of asking: they are signed out, at once, and stay so", async () => {
  const { tabs, first, server, time } = await browser({ tabs: 3 });
  server.always("/auth/logout", offline);
  await first.client.logout();
  await time.advance(60_000);
  for (const { client } of tabs) expect(client.state).toEqual({ status: "signedOut" });
  expect(server.to("/auth/refresh")).toEqual([]);
  server.normally("/auth/logout");
  await time.advance(60_000);
  expect(server.session).toBeUndefined();
});

test("complaint 28: the app asks for a refresh after a logout that was not confirmed: it has nobody to refresh", async () => {
  const { first, server } = await loggedOutOffline();
  server.arrived.length = 0;
  const nobody = { name: "SessionError", code: "session_revoked", reason: "logged_out" };
  expect(await outcomeOf(first.client.refresh())).toMatchObject(nobody);
  expect(first.client.state).toEqual({ status: "signedOut" });
  expect(server.to("/auth/refresh")).toEqual([]);
});

test("complaint 28: the tab is closed right after the click, and the others are signed out all the same", async () => {
  const { first, second, server, time } = await browser();
  const slow = held();
  server.once("/auth/logout", slow.answer);
  void first.client.logout();
  first.client.close();
  await settled();
  expect(second.client.state).toEqual({ status: "signedOut" });
  server.session = undefined;
  slow.release(noContent);
  await time.advance(60_000);
  expect(second.client.state).toEqual({ status: "signedOut" });
});

test("complaint 28: a refresh in flight in another tab signs nobody in again", async () => {
  const { first, second, server, time } = await browser({ hasLocks: false });
  const slow = held();
  server.once("/auth/refresh", slow.answer);
  const asking = outcomeOf(second.client.refresh());
  await settled();
  server.always("/auth/logout", offline);
  await first.client.logout();
  await time.advance(1000);
  slow.release(() => Response.json({}));
  await asking;
  await time.advance(1000);
  for (const { client } of [first, second]) expect(client.state).toEqual({ status: "signedOut" });
});

test("what is said in other tabs meanwhile does not stop the attempts to confirm it", async () => {
  const { first, server, time, between } = await browser();
  const session = sessionOf(first);
  server.always("/auth/logout", offline);
  await first.client.logout();
  between.shout({ v: 1, kind: "changed" });
  between.shout(grantedMessage(session));
  await time.advance(5000);
  expect(first.client.state).toEqual({ status: "signedOut" });
  server.normally("/auth/logout");
  await time.advance(60_000);
  expect(server.session).toBeUndefined();
  expect(localStorage).toHaveLength(0);
});

test("a second click on the button makes no second series of attempts", async () => {
  const { first, server, time } = await loggedOutOffline();
  const slow = held();
  server.once("/auth/logout", slow.answer);
  const clicks = [first.client.logout(), first.client.logout()];
  await settled();
  slow.release(() => new Response("", { status: 502 }));
  await Promise.all(clicks);
  await settled();
  expect(time.pending()).toHaveLength(1);
  await time.advance(300_000);
  expect(time.pending()).toHaveLength(1);
  server.normally("/auth/logout");
  server.arrived.length = 0;
  await time.advance(300_000);
  expect(server.to("/auth/logout")).toHaveLength(1);
});

test("one of another auth server of this origin is of no concern", async () => {
  localStorage.setItem("pawl:https://app.test/other:logged-out", "");
  const { first, server, time } = await browser({ tabs: 1 });
  expect(first.client.state.status).toBe("signedIn");
  await time.advance(60_000);
  expect(server.to("/auth/logout")).toEqual([]);
});

const forbidden = (): never => {
  throw new DOMException("denied", "SecurityError");
};

/** Until the end of the test. */
function replaceStorage(other: PropertyDescriptor): void {
  const own = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
  Object.defineProperty(globalThis, "localStorage", other);
  onTestFinished(() => void (own && Object.defineProperty(globalThis, "localStorage", own)));
}

const full = { getItem: forbidden, setItem: forbidden, removeItem: forbidden };

test.each([
  ["may not be touched", { get: forbidden }],
  ["is full, and may not be read", { value: full }],
])("with a storage that %s, all else works as before", async (_name, other) => {
  replaceStorage(other);
  const { first, second, server, time } = await browser();
  server.once("/auth/logout", offline);
  await first.client.logout();
  expect(first.client.state).toEqual({ status: "signedOut" });
  await first.client.login({ email: "ada", password: "right" });
  await time.advance(1000);
  expect(await second.client.fetch(notes)).toMatchObject({ status: 200 });
  await first.client.logout();
  await time.advance(1000);
  expect(second.client.state).toEqual({ status: "signedOut" });
});

test("with nothing remembered, attempts to confirm go on in this page, until somebody logs in", async () => {
  replaceStorage({ get: forbidden });
  const { first, server, time } = await loggedOutOffline();
  const before = server.to("/auth/logout").length;
  await time.advance(60_000);
  expect(server.to("/auth/logout").length).toBeGreaterThan(before);
  await first.client.login({ email: "ada", password: "right" });
  server.normally("/auth/logout");
  server.arrived.length = 0;
  await time.advance(60_000);
  expect(server.to("/auth/logout")).toEqual([]);
  expect(first.client.state).toMatchObject({ status: "signedIn" });
});
