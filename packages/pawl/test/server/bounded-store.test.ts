/**
 * Goal: a store that never answers holds nobody up: no answer in time is 503, never 401, and what comes late is harmless.
 * Method: the verbs of a store in memory are held back for as long as the test likes; the timeout is the shortest allowed.
 */
import { expect, test } from "vitest";
import { StoreError } from "../../src/session/store.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { aroundStore } from "../support/around-store.ts";
import { createTestPawl, testIssuer } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";

/** Pawl on a store whose verbs never settle while they are held, until they are let go. */
function heldPawl() {
  const held: (() => void)[] = [];
  let isHeld = false;
  const store = aroundStore(memoryStore(), async (_, run) => {
    if (isHeld) await new Promise<void>((go) => held.push(go));
    return run();
  });
  const test = createTestPawl({ store, storeTimeoutMs: 100 });
  const letGo = async (): Promise<void> => {
    isHeld = false;
    for (const go of held.splice(0)) go();
    await new Promise((done) => setImmediate(done));
  };
  const hold = (): void => {
    isHeld = true;
  };
  return { ...test, hold, letGo };
}

test("each verb that needs the store rejects as unavailable, and works again once the store does", async () => {
  const { pawl, hold, letGo } = heldPawl();
  const { refreshToken, session } = await pawl.create(ada.subject);
  hold();
  const outcomes = await Promise.allSettled([
    pawl.refresh(refreshToken),
    pawl.create(ada.subject),
    pawl.revoke(session.sid),
    pawl.revokeAll("usr_grace"),
    pawl.list(ada.subject),
    pawl.find(session.sid),
    pawl.sweep(),
    pawl.ready(),
  ]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(StoreError) });
  }
  await letGo();
  // The revocation was given up, and happened after all: an answer that never came may have any outcome.
  expect(await pawl.find(session.sid)).toMatchObject({ ended: { reason: expect.any(String) } });
  await pawl.ready();
});

test("over HTTP it is 503 with Retry-After, and the refresh token is good for a retry", async () => {
  const { pawl, hold, letGo } = heldPawl();
  const { refreshToken } = await pawl.create(ada.subject);
  const post = () =>
    pawl.handler(
      new Request(`${testIssuer}/refresh`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ refresh_token: refreshToken }),
      }),
    );
  hold();
  const response = await post();
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("1");
  expect(await response.json()).toMatchObject({ code: "store_unavailable" });
  await letGo();
  expect((await post()).status).toBe(200);
});

test("a store may inherit its verbs, as an instance of a class does", async () => {
  const store = memoryStore();
  const { pawl } = createTestPawl({ store: { ...store, sessions: Object.create(store.sessions) } });
  const { session } = await pawl.create(ada.subject);
  expect(await pawl.find(session.sid)).toEqual(session);
});

test.each([0, 99, 60_001, 1.5, Number.NaN, "5000"])(
  "a timeout of %s is refused when Pawl is made",
  (value) => {
    expect(() => createTestPawl({ storeTimeoutMs: value as number })).toThrow(/^storeTimeoutMs must be/);
  },
);
