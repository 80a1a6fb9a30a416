/**
 * Goal: a server component learns whose request it renders for, read-only, and never makes Pawl while it is prerendered.
 * Method: headers as Next hands them out: at once, as a promise, and as a promise that is never kept.
 */
import { expect, test } from "vitest";
import { currentSession } from "../../src/next/current-session.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { cookie } from "../http/support/visits.ts";
import { countingStore } from "../support/counting-store.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { loggedIn } from "../support/logged-in.ts";

test("complaint 37: it gives the session of the cookie, and rotates nothing", async () => {
  const store = countingStore(memoryStore());
  const { pawl, first, sid, row } = await loggedIn({ store });
  const before = await row();
  store.forget();
  const headers = new Headers(cookie(first.refreshToken));
  expect((await currentSession(pawl, headers))?.sid).toBe(sid);
  expect((await currentSession(() => pawl, Promise.resolve(headers)))?.sid).toBe(sid);
  expect(store.calls.map(({ verb }) => verb)).toEqual(["sessions.find", "sessions.find"]);
  expect(await row()).toEqual(before);
});

test("without a cookie there is nobody, and the store is not asked", async () => {
  const store = countingStore(memoryStore());
  const { pawl } = await loggedIn({ store });
  store.forget();
  expect(await currentSession(pawl, new Headers())).toBeUndefined();
  expect(store.calls).toEqual([]);
});

test("while a page is prerendered the headers never come, and Pawl is not made", async () => {
  let made = false;
  const never = new Promise<Headers>(() => {});
  const pending = currentSession(() => {
    made = true;
    throw new Error("A build has no secrets.");
  }, never);
  expect(await Promise.race([pending, new Promise((resolve) => setImmediate(resolve, "pending"))])).toBe(
    "pending",
  );
  expect(made).toBe(false);
});

test("what Next throws to make a page dynamic passes untouched", async () => {
  const { pawl } = await loggedIn();
  const dynamic = new Error("DYNAMIC_SERVER_USAGE");
  await expect(currentSession(pawl, Promise.reject(dynamic))).rejects.toBe(dynamic);
});

test("a store that does not answer is thrown, for error.tsx to show", async () => {
  const store = faultyStore(memoryStore());
  const { pawl, first } = await loggedIn({ store });
  store.out = true;
  const headers = new Headers(cookie(first.refreshToken));
  await expect(currentSession(pawl, headers)).rejects.toMatchObject({ name: "StoreError" });
});
