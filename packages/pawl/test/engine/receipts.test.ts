/**
 * Goal: the first sight of an access token closes row 6, is reported once, and never holds up or fails a request.
 * Method: a store whose `receive` is counted, fails, hangs or throws, behind `verify`.
 */
import { describe, expect, test } from "vitest";
import { hours, seconds } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { aroundStore } from "../support/around-store.ts";
import { countingStore } from "../support/counting-store.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { faultyStore } from "../support/faulty-store.ts";
import { ada } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";

/** Lets what was begun without waiting go on. */
const later = () => new Promise((resolve) => setImmediate(resolve));

async function refreshedOnce() {
  const faulty = faultyStore(memoryStore());
  const counting = countingStore(faulty);
  const test = createTestPawl({ store: counting });
  const first = await test.pawl.create(ada.subject);
  const second = await test.pawl.refresh(first.refreshToken);
  const isReceived = async () => (await test.store.sessions.find(first.session.sid))?.received;
  return { ...test, faulty, counting, first, second, isReceived };
}

test("an access token of the current generation, seen once, makes its refresh token received", async () => {
  const { pawl, second, isReceived, counting } = await refreshedOnce();
  expect(await isReceived()).toBe(false);
  for (let i = 0; i < 20; i++) await pawl.verify(second.accessToken);
  expect(await isReceived()).toBe(true);
  expect(counting.count("sessions.receive")).toBe(1);
});

test("from then on, the previous token after the grace period is reuse", async () => {
  const { pawl, first, second, clock } = await refreshedOnce();
  await pawl.verify(second.accessToken);
  clock.advance(seconds(10));
  expect(await refusalOf(pawl.refresh(first.refreshToken))).toMatchObject({ code: "refresh_token_reused" });
});

test("a login needs no receipt, since nothing came before it", async () => {
  const { pawl, counting, first } = await refreshedOnce();
  await pawl.verify(first.accessToken);
  expect(counting.count("sessions.receive")).toBe(0);
});

test("an access token of an earlier generation is no receipt for the current one", async () => {
  const { pawl, second, clock, isReceived } = await refreshedOnce();
  clock.advance(seconds(20));
  await pawl.refresh(second.refreshToken);
  await pawl.verify(second.accessToken);
  expect(await isReceived()).toBe(false);
});

test("each generation has its own receipt, and so has each session", async () => {
  const { pawl, second, clock, isReceived, counting } = await refreshedOnce();
  await pawl.verify(second.accessToken);
  clock.advance(seconds(20));
  const third = await pawl.refresh(second.refreshToken);
  expect(await isReceived()).toBe(false);
  await pawl.verify(third.accessToken);
  expect(await isReceived()).toBe(true);
  await pawl.verify(second.accessToken);
  expect(counting.count("sessions.receive")).toBe(2);
});

test("an expired or forged access token is no receipt", async () => {
  const { pawl, second, clock, isReceived } = await refreshedOnce();
  expect(await refusalOf(pawl.verify(`${second.accessToken.slice(0, -4)}AAAA`))).toBeDefined();
  clock.advance(hours(1));
  expect(await refusalOf(pawl.verify(second.accessToken))).toBeDefined();
  expect(await isReceived()).toBe(false);
});

describe("a receipt that cannot be written", () => {
  test("fails no request, is told of, and is tried again with the next one", async () => {
    const { pawl, second, faulty, isReceived, events } = await refreshedOnce();
    faulty.failNext("sessions.receive", "before");
    faulty.failNext("sessions.receive", "before");
    for (let i = 0; i < 2; i++) {
      expect(await pawl.verify(second.accessToken)).toMatchObject({ gen: 1 });
      await later();
      expect(await isReceived()).toBe(false);
    }
    expect(events.of("unavailable")).toMatchObject([{ what: "receipt" }, { what: "receipt" }]);
    await pawl.verify(second.accessToken);
    expect(await isReceived()).toBe(true);
  });

  test("is tried again also when it was written after all", async () => {
    const { pawl, second, faulty, isReceived, counting } = await refreshedOnce();
    faulty.failNext("sessions.receive", "after");
    await pawl.verify(second.accessToken);
    await later();
    await pawl.verify(second.accessToken);
    expect(await isReceived()).toBe(true);
    expect(counting.count("sessions.receive")).toBe(2);
  });

  test.each([
    ["hangs", () => new Promise<void>(() => undefined)],
    [
      "throws instead of rejecting",
      () => {
        throw new Error("a careless store");
      },
    ],
  ])("because the store %s holds up nothing", async (_, receive) => {
    const store = aroundStore(memoryStore(), ({ verb }, run) =>
      verb === "sessions.receive" ? receive() : run(),
    );
    const { pawl } = createTestPawl({ store });
    const { refreshToken } = await pawl.create(ada.subject);
    const { accessToken } = await pawl.refresh(refreshToken);
    for (let i = 0; i < 3; i++) expect(await pawl.verify(accessToken)).toMatchObject({ gen: 1 });
  });
});
