/**
 * Goal: the end of all sessions of a user is one entry, and still ends exactly the sessions that it should, here and
 * elsewhere, whatever the clocks say.
 * Method: engines on one store, with one fake clock or one each; what verifiers would be told is read from the feed.
 */
import { describe, expect, test } from "vitest";
import { seconds } from "../../src/session/policy.ts";
import { memoryStore } from "../../src/stores/memory/index.ts";
import { createTestPawl } from "../support/create-test-pawl.ts";
import { ada } from "../support/people.ts";
import { refusalOf } from "../support/refusal.ts";

const invalid = { code: "access_token_invalid" };

/** Two servers that share a store and a clock. */
function two() {
  const store = memoryStore();
  const near = createTestPawl({ store });
  const far = createTestPawl({ store, clock: near.clock, seed: 2 });
  return { ...near, store, far: far.pawl };
}

describe("a logout everywhere", () => {
  test("of a thousand sessions is one entry, in this server's feed and in another's", async () => {
    const { pawl, far, clock } = two();
    for (let i = 0; i < 1000; i++) await pawl.create(ada.subject);
    clock.advance(seconds(5));
    expect(await pawl.revokeAll(ada.subject)).toBe(1000);
    await pawl.revocationFeed.ready();
    await far.revocationFeed.ready();
    const entry = { subject: ada.subject, endedAt: clock.now, exceptSid: null };
    expect(pawl.revocationFeed.entries()).toEqual([entry]);
    expect(far.revocationFeed.entries()).toEqual([entry]);
  });

  test("spares the session that was named, at every server", async () => {
    const { pawl, far, clock } = two();
    const [mine, other] = [await pawl.create(ada.subject), await pawl.create(ada.subject)];
    clock.advance(seconds(5));
    await pawl.revokeAll(ada.subject, { exceptSid: mine.session.sid });
    for (const server of [pawl, far]) {
      expect(await server.verify(mine.accessToken)).toMatchObject({ sid: mine.session.sid });
      expect(await refusalOf(server.verify(other.accessToken))).toEqual(invalid);
    }
  });

  test("ends sessions of its own second too, at once here, and spares a login after it in that second", async () => {
    const { pawl, far, clock } = two();
    const old = await pawl.create(ada.subject);
    clock.advance(seconds(5));
    const before = await pawl.create(ada.subject);
    clock.advance(100);
    await pawl.revokeAll(ada.subject);
    clock.advance(100);
    const after = await pawl.create(ada.subject);
    for (const server of [pawl, far]) {
      expect(await refusalOf(server.verify(old.accessToken))).toEqual(invalid);
      expect(await refusalOf(server.verify(before.accessToken))).toEqual(invalid);
      expect(await server.verify(after.accessToken)).toMatchObject({ sub: ada.subject });
    }
  });

  test("spares a login after it at a server whose clock is behind", async () => {
    const store = memoryStore();
    const near = createTestPawl({ store });
    const behind = createTestPawl({ store, seed: 2 });
    behind.clock.now = near.clock.now - seconds(20);
    await near.pawl.create(ada.subject);
    near.clock.advance(seconds(5));
    await near.pawl.revokeAll(ada.subject);
    const after = await behind.pawl.create(ada.subject);
    near.clock.advance(seconds(1));
    expect(await near.pawl.verify(after.accessToken)).toMatchObject({ sub: ada.subject });
    expect(await near.pawl.refresh(after.refreshToken)).toMatchObject({ rotation: "rotated" });
  });
});

test("a session that an end of all did not reach is ended at its next refresh, and not refreshed in vain", async () => {
  const { pawl, clock, store } = two();
  await pawl.create(ada.subject);
  const elsewhere = createTestPawl({ clock, seed: 3 });
  const late = await elsewhere.pawl.create(ada.subject);
  const row = await elsewhere.store.sessions.find(late.session.sid);
  clock.advance(seconds(5));
  await pawl.revokeAll(ada.subject);
  // A login that was on its way to the store when all others were ended.
  if (row !== undefined) await store.sessions.insert(row);
  expect(await refusalOf(pawl.refresh(late.refreshToken))).toMatchObject({ code: "session_revoked" });
  expect((await store.sessions.find(late.session.sid))?.ended).toMatchObject({ at: clock.now });
});

test("an entry is forgotten when no token of its sessions can be alive, however often the user comes back", async () => {
  const { pawl, clock } = two();
  for (let day = 0; day < 30; day++) {
    await pawl.create(ada.subject);
    await pawl.create("usr_grace");
    clock.advance(seconds(1800));
    await pawl.revokeAll(ada.subject);
    if (day % 10 === 0) await pawl.revokeAll("usr_grace");
    await pawl.revocationFeed.ready();
  }
  // Of the last hour and the minute that is added to it.
  expect(pawl.revocationFeed.entries().length).toBeLessThanOrEqual(4);
});
