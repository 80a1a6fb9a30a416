/**
 * Goal: everything that ends, begins or refuses is told once, with its reason, to a sink that can break nothing
 * (ASVS 16.5.2).
 * Method: recorded events for each verb; then sinks that throw, reject and block.
 */
import { describe, expect, test } from "vitest";
import { seconds } from "../../src/session/policy.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";

test("a session's life is told in order, under one pseudonym", async () => {
  const { pawl, events, clock } = createTestPawl();
  const first = await pawl.create(ada.subject, { amr: ["pwd"] });
  clock.advance(seconds(20));
  const second = await pawl.refresh(first.refreshToken);
  await pawl.refresh(first.refreshToken);
  await pawl.refresh(second.refreshToken);
  await pawl.revoke(first.session.sid, "logged_out");
  await refusalOf(pawl.refresh(second.refreshToken));

  const session = events.of("session_created")[0]?.session ?? "";
  expect(session).toMatch(/^[\w-]{16}$/);
  expect(first.session.sid).not.toContain(session);
  const at = clock.now;
  const { subject } = ada;
  expect(events.all.filter(({ type }) => type !== "signing_key_created")).toEqual([
    { type: "session_created", at: at - seconds(20), session, subject, amr: ["pwd"] },
    { type: "session_refreshed", at, session, subject, rotation: "rotated", generation: 1 },
    { type: "session_refreshed", at, session, subject, rotation: "replayed", generation: 1 },
    { type: "session_refreshed", at, session, subject, rotation: "unchanged", generation: 1 },
    { type: "session_ended", at, session, subject: null, reason: "logged_out" },
    { type: "refresh_refused", at, session, code: "session_revoked" },
  ]);
});

test("two sessions have two pseudonyms", async () => {
  const { pawl, events } = createTestPawl();
  await pawl.create(ada.subject);
  await pawl.create(ada.subject);
  expect(new Set(events.of("session_created").map(({ session }) => session)).size).toBe(2);
});

test("ending all sessions of a user is told once, with how many; ending none is not told", async () => {
  const { pawl, events, clock } = createTestPawl();
  for (let i = 0; i < 3; i++) await pawl.create(ada.subject);
  await pawl.revokeAll(ada.subject, { reason: "password_changed" });
  await pawl.revokeAll(ada.subject, { reason: "password_changed" });
  expect(events.of("sessions_ended")).toEqual([
    { type: "sessions_ended", at: clock.now, subject: ada.subject, reason: "password_changed", count: 3 },
  ]);
});

test("an end is told once, whoever asks again", async () => {
  const { pawl, events } = createTestPawl();
  const { session } = await pawl.create(ada.subject);
  expect(await pawl.revoke(session.sid)).toBe(true);
  expect(await pawl.revoke(session.sid)).toBe(false);
  expect(await pawl.revoke("there is no such session")).toBe(false);
  expect(events.of("session_ended")).toHaveLength(1);
});

describe("a sink that", () => {
  test.each([
    [
      "throws",
      () => {
        throw new Error("the log is full");
      },
    ],
    ["rejects", () => Promise.reject(new Error("the log is far away"))],
    ["never settles", () => new Promise(() => undefined)],
  ])("%s changes nothing", async (_, onEvent) => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    const { pawl } = createTestPawl({ onEvent });
    const { refreshToken, session } = await pawl.create(ada.subject);
    const next = await pawl.refresh(refreshToken);
    expect(await pawl.verify(next.accessToken)).toMatchObject({ gen: 1 });
    expect(await pawl.revoke(session.sid)).toBe(true);
    expect(await refusalOf(pawl.refresh(next.refreshToken))).toMatchObject({ code: "session_revoked" });
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });
});
