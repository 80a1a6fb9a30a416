/**
 * Goal: the guard of pages sends to the login page whose session has ended for certain, and nobody else: not who brings no
 * cookie (complaint 46), not anybody while the store is down, and never in a loop (complaint 38).
 * Method: the guard, called as Next calls a proxy, with the cookies of each kind of visitor.
 */
import { describe, expect, test } from "vitest";
import { safeReturnTo } from "../../src/client/return-to.ts";
import { guardPages } from "../../src/next/guard-pages.ts";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { cookieName } from "../http/support/site.ts";
import { cookie } from "../http/support/visits.ts";
import { countingStore } from "../support/counting-store.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { loggedIn } from "../support/logged-in.ts";
import { StoreError as StoreErrorOfAnotherCopy } from "./support/other-copy.ts";

const origin = "https://app.example";
const options = { loginUrl: "/login" };

const page = (path: string, headers: Record<string, string> = {}, method = "GET"): Request =>
  new Request(origin + path, { method, headers });

describe("who passes", () => {
  test.each([
    ["who is signed in", (token: string) => cookie(token)],
    ["complaint 46: who brings no cookie, as from a link on another site", () => ({})],
    ["who brings a worthless one", (token: string) => cookie(`${token.slice(0, -1)}_`)],
    ["who brings two", (token: string) => ({ cookie: `${cookieName}=${token}; ${cookieName}=${token}` })],
  ] as const)("%s", async (_, headersOf) => {
    const { pawl, first, row } = await loggedIn();
    const before = await row();
    const guard = guardPages(pawl, options);
    expect(await guard(page("/notes", headersOf(first.refreshToken)))).toBeUndefined();
    expect(await row()).toEqual(before);
  });

  test("who brings the token before the current one, long after: that may be a late request, or a thief", async () => {
    const { pawl, first, refresh, clock, store, sid } = await loggedIn();
    await refresh(first.refreshToken);
    await store.sessions.receive(sid, 1);
    clock.advance(3_600_000);
    expect(await guardPages(pawl, options)(page("/notes", cookie(first.refreshToken)))).toBeUndefined();
    expect((await pawl.find(sid))?.ended).toBeNull();
  });
});

describe("complaint 38", () => {
  async function whoseSessionEnded() {
    const store = countingStore(memoryStore());
    const session = await loggedIn({ store });
    await session.pawl.revoke(session.sid, "password_changed");
    store.forget();
    return {
      ...session,
      counted: store,
      guard: guardPages(session.pawl, options),
      headers: cookie(session.first.refreshToken),
    };
  }

  test("complaint 38: whose session has ended is sent to the login page, with the way back and without a cookie", async () => {
    const { guard, headers } = await whoseSessionEnded();
    const answer = await guard(page("/notes?sort=newest&_rsc=1x2y3", headers));
    expect(answer?.status).toBe(307);
    expect(Object.fromEntries(answer?.headers ?? [])).toEqual({
      location: `${origin}/login?return_to=${encodeURIComponent("/notes?sort=newest")}`,
      "cache-control": "no-store",
    });
  });

  test.each(["/login", "/login?return_to=%2Fnotes"])(
    "complaint 38: %s passes, whoever asks, without a look into the store",
    async (path) => {
      const { guard, headers, counted } = await whoseSessionEnded();
      expect(await guard(page(path, headers))).toBeUndefined();
      expect(counted.calls).toEqual([]);
    },
  );

  test("a hostile path leads to the login page of this origin, and from there to no other", async () => {
    const { guard, headers } = await whoseSessionEnded();
    const location = new URL((await guard(page("//evil.example/x", headers)))?.headers.get("location") ?? "");
    expect([location.origin, location.pathname]).toEqual([origin, "/login"]);
    expect(safeReturnTo(location.searchParams.get("return_to"))).toBe("/");
  });

  test("a login page with a query of its own keeps it", async () => {
    const { pawl, headers } = await whoseSessionEnded();
    const answer = await guardPages(pawl, { loginUrl: "/login?tenant=a" })(page("/notes", headers));
    expect(answer?.headers.get("location")).toBe(`${origin}/login?tenant=a&return_to=%2Fnotes`);
  });

  test.each(["POST", "PUT", "DELETE"])(
    "%s is left to who handles it: a form must not become a page",
    async (method) => {
      const { guard, headers } = await whoseSessionEnded();
      expect(await guard(page("/notes", headers, method))).toBeUndefined();
    },
  );
});

describe("while the store is down", () => {
  test("the answer is 503 and says to try again, not the login page", async () => {
    const store = faultyStore(memoryStore());
    const { pawl, first } = await loggedIn({ store });
    store.out = true;
    const guard = guardPages(() => pawl, options);
    const answer = await guard(page("/notes", cookie(first.refreshToken)));
    expect(answer?.status).toBe(503);
    expect(answer?.headers.get("retry-after")).toBe("1");
    expect(answer?.headers.get("cache-control")).toBe("no-store");
    expect(answer?.headers.get("location")).toBeNull();
    expect(answer?.headers.getSetCookie()).toEqual([]);
    expect(await answer?.text()).toContain("nothing to do with your login");
    // Who brings no cookie needs no store.
    expect(await guard(page("/notes"))).toBeUndefined();
  });

  test.each([new StoreError("away"), new StoreErrorOfAnotherCopy("away")])(
    "the app may answer itself",
    async (thrown) => {
      const guard = guardPages(
        { readStanding: () => Promise.reject(thrown) },
        { ...options, unavailable: ({ url }) => new Response(`not now: ${url}`, { status: 503 }) },
      );
      expect(await (await guard(page("/notes")))?.text()).toBe(`not now: ${origin}/notes`);
    },
  );

  test("any other failure is the app's to see", async () => {
    const guard = guardPages({ readStanding: () => Promise.reject(new TypeError("a mistake")) }, options);
    await expect(guard(page("/notes"))).rejects.toThrow("a mistake");
  });
});
