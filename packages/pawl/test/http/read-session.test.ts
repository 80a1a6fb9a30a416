/**
 * Goal: a server that renders a page knows whose request it is and changes nothing by that (complaint 37); what it cannot
 * know is not taken for a logout (complaint 46).
 * Method: Cookie headers as browsers and strangers send them, as requests and as headers of frameworks; a counted store.
 */
import { describe, expect, test } from "vitest";
import { hours } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { countingStore } from "../support/counting-store.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { loggedIn } from "../support/logged-in.ts";
import { cookieName } from "./support/site.ts";
import { cookie } from "./support/visits.ts";

const page = (headers: Record<string, string> = {}): Request =>
  new Request("https://app.example/notes", { headers });

test("complaint 37: reading on the server, as often as one likes, rotates nothing and writes nothing", async () => {
  const store = countingStore(memoryStore());
  const { pawl, first, clock, row, events, sid } = await loggedIn({ store });
  clock.advance(hours(1));
  const before = await row();
  const told = events.all.length;
  store.forget();
  const request = page(cookie(first.refreshToken));
  const read = await Promise.all(Array.from({ length: 20 }, () => pawl.readSession(request)));
  expect(read.every((session) => session?.sid === sid)).toBe(true);
  expect(new Set(store.calls.map(({ verb }) => verb))).toEqual(new Set(["sessions.find"]));
  expect(store.calls).toHaveLength(20);
  expect(await row()).toEqual(before);
  expect(events.all).toHaveLength(told);
});

test("complaint 37: a refresh that crosses a rendering is no reuse, and the page is still known by the cookie it came with", async () => {
  const { pawl, first, refresh, clock } = await loggedIn();
  const request = page(cookie(first.refreshToken));
  await pawl.readSession(request);
  const second = await refresh(first.refreshToken);
  expect((await pawl.readSession(request))?.generation).toBe(1);
  expect((await pawl.readSession(page(cookie(second.refreshToken))))?.generation).toBe(1);
  clock.advance(hours(1));
  expect((await refresh(second.refreshToken)).rotation).toBe("rotated");
});

describe("the headers", () => {
  test.each([
    ["a request", (headers: Headers) => page(Object.fromEntries(headers))],
    ["Headers", (headers: Headers) => headers],
    ["an object with get", (headers: Headers) => ({ get: (name: string) => headers.get(name) })],
    // As Next's own: they keep a member of this name.
    ["headers that have headers", (headers: Headers) => Object.assign(headers, { headers: {} })],
  ])("may come as %s", async (_, as) => {
    const { pawl, first, sid } = await loggedIn();
    const headers = new Headers({ cookie: `theme=dark; ${cookie(first.refreshToken).Cookie}` });
    expect((await pawl.readSession(as(headers)))?.sid).toBe(sid);
    expect(await pawl.readStanding(as(headers))).toMatchObject({ kind: "live", session: { sid } });
  });

  test.each([
    ["no cookie at all", () => ({})],
    ["another cookie", (token: string) => ({ cookie: `theme=dark; x${cookieName}=${token}` })],
    ["an empty one", () => ({ cookie: `${cookieName}=` })],
    ["two of the name", (token: string) => ({ cookie: `${cookieName}=${token}; ${cookieName}=${token}` })],
    ["more than 16 KiB", (token: string) => ({ cookie: `${cookieName}=${token}; a=${"x".repeat(16_384)}` })],
    ["a forged one", (token: string) => ({ cookie: `${cookieName}=${token.slice(0, -1)}_` })],
  ] as const)(
    "complaint 46: with %s nobody is named, nothing is said to have ended, and the store is not asked",
    async (_, headersOf) => {
      const store = countingStore(memoryStore());
      const { pawl, first } = await loggedIn({ store });
      store.forget();
      const request = page(headersOf(first.refreshToken));
      expect(await pawl.readSession(request)).toBeUndefined();
      expect(await pawl.readStanding(request)).toEqual({ kind: "unknown" });
      expect(store.calls).toEqual([]);
    },
  );
});

test("an ended session is given to nobody; that it has ended can be asked for", async () => {
  const { pawl, first, sid } = await loggedIn();
  await pawl.revoke(sid, "logged_out_elsewhere");
  const request = page(cookie(first.refreshToken));
  expect(await pawl.readSession(request)).toBeUndefined();
  expect(await pawl.readStanding(request)).toEqual({ kind: "ended", reason: "logged_out_elsewhere" });
});

test("a session that another process has ended is given to nobody at once, before its access tokens are refused", async () => {
  const store = memoryStore();
  const here = await loggedIn({ store });
  const elsewhere = await loggedIn({ store, seed: 2, clock: here.clock });
  await here.pawl.verify(here.first.accessToken);
  await elsewhere.pawl.revoke(here.sid);
  expect(await here.pawl.readSession(page(cookie(here.first.refreshToken)))).toBeUndefined();
});

test("a store that does not answer is an error to show, not a visitor to send away", async () => {
  const store = faultyStore(memoryStore());
  const { pawl, first } = await loggedIn({ store });
  store.out = true;
  const request = page(cookie(first.refreshToken));
  await expect(pawl.readSession(request)).rejects.toMatchObject({ name: "StoreError" });
  await expect(pawl.readStanding(request)).rejects.toMatchObject({ name: "StoreError" });
});
