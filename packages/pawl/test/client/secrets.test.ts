/**
 * Goal: the access token is where it is sent, and nowhere else (C65): no state, event, error or storage; between tabs
 * in the one message that shares it.
 * Method: a canary for a token; a life with every turn that a session can take; then everything that can be seen from
 * outside is searched for it.
 */
import { inspect } from "node:util";
import { afterEach, expect, test, vi } from "vitest";
import { type ClientEvent, type ClientState, createClient } from "../../src/client/index.ts";
import { problem, tokens, unauthorized } from "./support/answers.ts";
import { room } from "./support/fake-channel.ts";
import { outcomeOf } from "./support/make-client.ts";
import { manualTime, settled } from "./support/manual-time.ts";
import { offline, scriptedServer } from "./support/scripted-server.ts";

afterEach(() => vi.unstubAllGlobals());

const everything = {
  depth: Number.POSITIVE_INFINITY,
  showHidden: true,
  getters: true,
  maxStringLength: null,
} as const;

test("C65: a canary in place of the access token is found nowhere", async () => {
  const stored: unknown[] = [];
  const storage = new Proxy(
    {},
    {
      get:
        () =>
        (...written: unknown[]) =>
          void stored.push(written),
    },
  );
  for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches", "cookieStore"]) {
    vi.stubGlobal(name, storage);
  }
  const server = scriptedServer();
  const time = manualTime();
  const between = room();
  const events: ClientEvent[] = [];
  const states: ClientState[] = [];
  const errors: unknown[] = [];
  let count = 0;
  const canary = (): Response => tokens(`canary-${++count}`, "rotated");
  const globalsBefore = Object.getOwnPropertyNames(globalThis);

  server.once("/auth/refresh", offline);
  server.always("/auth/refresh", canary);
  server.always("/auth/login", canary);
  const client = createClient({
    authUrl: "https://app.test/auth",
    fetch: server.fetch,
    clock: time.clock,
    timers: time.timers,
    channel: between.join(),
    onEvent: (event) => void events.push(event),
  });
  client.subscribe((state) => void states.push(state));
  const attempt = async (promise: Promise<unknown>) => errors.push(await outcomeOf(promise));
  const notes = "https://app.test/api/notes?secret=query-canary";

  await time.advance(10_000);
  await attempt(client.fetch(notes));
  server.once("/api/notes", unauthorized);
  await attempt(client.fetch(notes));
  server.always("/api/notes", () => problem("access_token_invalid"));
  await attempt(client.fetch(notes));
  server.once("/auth/refresh", () => problem("store_unavailable"));
  await attempt(client.refresh());
  server.once("/auth/login", () => problem("invalid_credentials"));
  await attempt(client.login({ email: "ada", password: "password-canary" }));
  await attempt(client.login({ email: "ada", password: "password-canary" }));
  between.shout({ v: 1, kind: "changed" });
  await time.advance(1000);
  server.once("/auth/refresh", () => problem("session_revoked", { reason: "revoked_by_admin" }));
  await attempt(client.refresh());
  await attempt(client.fetch(notes));
  await attempt(client.login({ email: "ada", password: "password-canary" }));
  server.once("/auth/logout", offline);
  await client.logout();
  await time.advance(60_000);
  await settled();

  expect(count).toBeGreaterThan(5);
  expect(
    server.to("/api/notes").some(({ headers }) => headers.get("authorization")?.includes("canary-")),
  ).toBe(true);
  const kinds = new Set(events.map(({ type }) => type));
  // All there are.
  expect(kinds.size).toBe(12);
  const responses = errors.filter((error) => error instanceof Error);
  expect(responses.length).toBeGreaterThan(3);
  const shared = between.heard.filter((message) => Object(message).kind === "granted");
  const said = between.heard.filter((message) => !shared.includes(message));
  expect(inspect(shared, everything)).toMatch(/canary/);
  const seen = inspect([client, client.state, states, events, responses, said], everything);
  expect(seen).not.toMatch(/canary/);
  expect(JSON.stringify([client, states, events, responses.map(String)])).not.toMatch(/canary/);
  expect(stored).toEqual([]);
  expect(Object.getOwnPropertyNames(globalThis)).toEqual(globalsBefore);
  for (const { url, path } of server.arrived) {
    expect(url).not.toMatch(/canary-\d/);
    if (path.startsWith("/auth/")) expect(url).not.toMatch(/canary/);
  }
});
