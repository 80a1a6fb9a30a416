/**
 * Goal: an access token dies with its session: at once in this process, within a second in every other (C13).
 * Method: two engines on one store, with one fake clock or one each.
 */
import { expect, test } from "vitest";
import { minutes, seconds } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { aroundStore } from "../support/around-store.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";

const invalid = { code: "access_token_invalid" };

test("a revocation by this process is seen at once, also for a token that was verified before", async () => {
  const { pawl } = createTestPawl();
  const { accessToken, session } = await pawl.create(ada.subject);
  await pawl.verify(accessToken);
  expect(await pawl.revoke(session.sid)).toBe(true);
  expect(await refusalOf(pawl.verify(accessToken))).toEqual(invalid);
});

test("a revocation by another process is seen within a second", async () => {
  const store = memoryStore();
  const near = createTestPawl({ store });
  const far = createTestPawl({ store, clock: near.clock, seed: 2 });
  const tokens = [];
  for (let i = 0; i < 3; i++) tokens.push(await near.pawl.create(ada.subject));
  const bystander = await near.pawl.create("usr_grace");
  for (const { accessToken } of tokens) await near.pawl.verify(accessToken);
  await far.pawl.revokeAll(ada.subject);
  near.clock.advance(seconds(1));
  for (const { accessToken } of tokens)
    expect(await refusalOf(near.pawl.verify(accessToken))).toEqual(invalid);
  expect(await near.pawl.verify(bystander.accessToken)).toMatchObject({ sub: "usr_grace" });
});

test("a revocation by a process whose clock is half a minute behind is seen too", async () => {
  const store = memoryStore();
  const near = createTestPawl({ store });
  const far = createTestPawl({ store, seed: 2 });
  far.clock.now = near.clock.now - seconds(29);
  const { accessToken, session } = await near.pawl.create(ada.subject);
  await near.pawl.verify(accessToken);
  await far.pawl.revoke(session.sid);
  near.clock.advance(seconds(1));
  expect(await refusalOf(near.pawl.verify(accessToken))).toEqual(invalid);
});

test("a revocation is not forgotten while an access token of the session could live", async () => {
  const { pawl, clock } = createTestPawl({ policy: { accessTokenLifetimeMs: minutes(60) } });
  const { accessToken, session } = await pawl.create(ada.subject);
  await pawl.revoke(session.sid);
  for (let minute = 0; minute < 60; minute++) {
    expect(await refusalOf(pawl.verify(accessToken))).toEqual(invalid);
    clock.advance(minutes(1));
  }
});

test("a revocation that a new process has not read yet lets nobody through while it reads", async () => {
  const store = memoryStore();
  const { pawl, clock } = createTestPawl({ store });
  const { accessToken, session } = await pawl.create(ada.subject);
  await pawl.revoke(session.sid);

  const slow = aroundStore(store, async ({ verb }, run) => {
    if (verb === "sessions.endedSince") await new Promise(setImmediate);
    return run();
  });
  const restarted = createTestPawl({ store: slow, clock, seed: 2 });
  await restarted.pawl.ready();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => refusalOf(restarted.pawl.verify(accessToken))),
  );
  expect(answers).toEqual(Array(20).fill(invalid));
});

test("a revocation holds when the clock is set back", async () => {
  const store = memoryStore();
  const near = createTestPawl({ store });
  const far = createTestPawl({ store, clock: near.clock, seed: 2 });
  const { accessToken, session } = await near.pawl.create(ada.subject);
  near.clock.advance(minutes(5));
  await near.pawl.verify(accessToken);
  near.clock.advance(-minutes(4));
  await far.pawl.revoke(session.sid);
  expect(await refusalOf(near.pawl.verify(accessToken))).toEqual(invalid);
});
