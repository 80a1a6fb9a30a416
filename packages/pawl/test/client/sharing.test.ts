/**
 * Goal: one refresh a browser, whatever the number of tabs; and a message of another tab is worth a look, never an
 * identity (complaints 13, 19, 20, 21 and 24).
 * Method: two to five clients with one cookie, one channel and one LockManager; tabs are killed, locks taken away,
 * messages forged and made up at random.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { json, problem, tokenBody } from "./support/answers.ts";
import { browser, grantedMessage, notes, sessionOf, shared } from "./support/browser.ts";
import { outcomeOf } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { held } from "./support/scripted-server.ts";

const halfAnHour = 1_800_000;

test("complaints 13, 20, 21: five tabs that wake with expired tokens make one refresh, and each call succeeds", async () => {
  const { tabs, server, time, refreshes } = await browser({ tabs: 5 });
  server.expireTokens();
  await time.advance(halfAnHour);
  const calls = tabs.map(({ client }) => client.fetch(notes));
  await time.advance(1000);
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(refreshes()).toBe(1);
  expect(new Set(server.to("/api/notes").map(({ headers }) => headers.get("authorization"))).size).toBe(1);
  const generations = tabs.map((tab) => sessionOf(tab).generation);
  expect(new Set(generations).size).toBe(1);
  expect(tabs.flatMap(({ ofType }) => ofType("grant_shared"))).toHaveLength(4);
});

test("complaint 20: five tabs whose tokens the API refuses make one refresh", async () => {
  const { tabs, server, time, refreshes } = await browser({ tabs: 5 });
  server.expireTokens();
  const calls = tabs.map(({ client }) => client.fetch(notes));
  await time.advance(1000);
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(refreshes()).toBe(1);
});

test("complaint 24: one tab's refresh makes no other tab ask; it is handed the token", async () => {
  const { tabs, first, server, time, refreshes } = await browser({ tabs: 5 });
  await first.client.refresh();
  await time.advance(60_000);
  expect(refreshes()).toBe(1);
  for (const { client } of tabs) await client.fetch(notes);
  const newest = server.to("/api/notes").map(({ headers }) => headers.get("authorization"));
  expect(newest).toEqual(Array(5).fill(newest[0]));
  expect(newest[0]).not.toBe("Bearer access-token-5");
});

test("complaint 19: a tab killed in the middle of its refresh holds up no other, and one of them asks", async () => {
  const { tabs, first, server, time, locks, refreshes } = await browser({ tabs: 5 });
  server.once("/auth/refresh", held().answer);
  void outcomeOf(first.client.refresh());
  await settled();
  server.expireTokens();
  const calls = tabs.slice(1).map(({ client }) => client.fetch(notes));
  await settled();
  expect(refreshes()).toBe(1);
  locks.kill(shared);
  await time.advance(1000);
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(refreshes()).toBe(2);
});

test("complaint 19: a tab that hangs with the lock holds up the others for five seconds, and no longer", async () => {
  const { second, server, time, locks } = await browser();
  void locks.manager.request(shared, () => new Promise(() => undefined));
  server.expireTokens();
  const call = outcomeOf(second.client.fetch(notes));
  await time.advance(5200);
  expect(await call).toMatchObject({ status: 200 });
});

test("without locks each tab asks for itself, and every call succeeds", async () => {
  const { tabs, server, time, refreshes } = await browser({ tabs: 5, hasLocks: false });
  server.expireTokens();
  const calls = tabs.map(({ client }) => client.fetch(notes));
  await time.advance(1000);
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(refreshes()).toBe(5);
  await time.advance(60_000);
  expect(refreshes()).toBe(5);
});

test("without a channel the lock alone keeps refreshes apart, and every call succeeds", async () => {
  const mute = { post: () => undefined, subscribe: () => undefined, close: () => undefined };
  const { tabs, server, time } = await browser({ tabs: 3, channel: mute });
  let inFlight = 0;
  let most = 0;
  server.always("/auth/refresh", async () => {
    most = Math.max(most, ++inFlight);
    await settled();
    inFlight--;
    return json(tokenBody("renewed"));
  });
  server.always("/api/notes", ({ headers }) =>
    headers.get("authorization") === "Bearer renewed" ? json("ok") : problem("access_token_invalid"),
  );
  const calls = tabs.map(({ client }) => client.fetch(notes));
  for (let second = 0; second < 5; second++) await time.advance(1000);
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(most).toBe(1);
});

test("a shared token of this session is taken, if it is not older", async () => {
  const { first, between, time, server } = await browser();
  const mine = sessionOf(first);
  server.always("/api/notes", ({ headers }) => json(headers.get("authorization")));
  const sent = async (): Promise<unknown> => (await first.client.fetch(notes)).json();
  const before = await sent();
  between.shout(grantedMessage(mine, { generation: mine.generation - 1, accessToken: "older" }));
  await time.advance(1000);
  expect(await sent()).toBe(before);
  between.shout(grantedMessage(mine, { accessToken: "same" }));
  await time.advance(1000);
  expect(await sent()).toBe("Bearer same");
  between.shout(grantedMessage(mine, { generation: mine.generation + 1, accessToken: "newer" }));
  await time.advance(1000);
  expect(await sent()).toBe("Bearer newer");
  expect(server.to("/auth/refresh")).toEqual([]);
});

test.each([
  ["another session", { sid: "other" }],
  ["another user", { subject: "mallory" }],
  ["another session of another user", { sid: "other", subject: "mallory" }],
])("C66: a shared token of %s is not taken: the server is asked, once", async (_name, change) => {
  const { first, second, between, time, server, refreshes } = await browser();
  server.always("/api/notes", ({ headers }) => json(headers.get("authorization")));
  second.client.close();
  between.shout(grantedMessage(sessionOf(first), { ...change, accessToken: "forged" }));
  await time.advance(60_000);
  expect(refreshes()).toBe(1);
  expect(first.client.state).toMatchObject({ status: "signedIn", session: { subject: "ada" } });
  expect(await (await first.client.fetch(notes)).json()).not.toBe("Bearer forged");
});

test("a forged token in the name of this very session costs one 401 and one refresh", async () => {
  const { first, between, time, server, refreshes } = await browser();
  between.shout(grantedMessage(sessionOf(first), { generation: 1_000_000, accessToken: "forged" }));
  await time.advance(1000);
  expect(await first.client.fetch(notes)).toMatchObject({ status: 200 });
  expect(refreshes()).toBe(1);
  expect(server.to("/api/notes")).toHaveLength(2);
});

test("C66: whatever is said on the channel, nobody's identity changes, and each message costs a refresh at most", async () => {
  const identity = fc.record({
    sid: fc.constantFrom("c2Vzc2lvbi1vbmU", "other", ""),
    subject: fc.constantFrom("ada", "mallory", ""),
    generation: fc.oneof(fc.integer(), fc.double()),
  });
  const payload = fc.tuple(
    identity,
    fc.dictionary(fc.constantFrom("amr", "expires_at", "x"), fc.jsonValue()),
  );
  const message = fc.oneof(
    fc.jsonValue(),
    fc.record({ v: fc.constant(1), kind: fc.constantFrom("changed", "granted", "unavailable") }),
    fc.record({
      v: fc.constant(1),
      kind: fc.constant("changed"),
      end: fc.oneof(
        fc.jsonValue(),
        identity,
        fc.constant({ sid: "c2Vzc2lvbi1vbmU", code: "session_revoked" }),
      ),
    }),
    fc.record({
      v: fc.constant(1),
      kind: fc.constant("unavailable"),
      retryInMs: fc.oneof(fc.double(), fc.string()),
      quietMs: fc.oneof(fc.double(), fc.string()),
    }),
    fc.tuple(payload, fc.oneof(fc.integer(), fc.double())).map(([[owner, other], expires_in]) => {
      const body = tokenBody("forged-token", { expires_in });
      return { v: 1, kind: "granted", body: { ...body, session: { ...body.session, ...owner, ...other } } };
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 8 }), async (messages) => {
      const { first, second, between, time, refreshes, server } = await browser({ tabs: 2 });
      await second.client.logout();
      server.session = { subject: "ada", generation: 5 };
      await time.advance(1000);
      await outcomeOf(first.client.refresh());
      const before = refreshes();
      for (const one of messages) {
        between.shout(one);
        await time.advance(700);
      }
      await time.advance(1000);
      // The server says that ada is signed in, in either tab, whatever else was said.
      expect(first.client.state).toMatchObject({ status: "signedIn", session: { subject: "ada" } });
      expect(["signedOut", "signedIn"]).toContain(second.client.state.status);
      expect(JSON.stringify([first.states, second.states])).not.toContain("mallory");
      expect(refreshes() - before).toBeLessThanOrEqual(3 * messages.length);
      first.client.close();
      second.client.close();
    }),
    { numRuns: 60 },
  );
});

test("a call in the moment between a message and the question asks it: once for both", async () => {
  const { first, between, time, refreshes } = await browser({ tabs: 1 });
  between.shout({ v: 1, kind: "changed" });
  await settled();
  expect(first.client.state.status).toBe("restoring");
  expect(await first.client.fetch(notes)).toMatchObject({ status: 200 });
  await time.advance(60_000);
  expect(refreshes()).toBe(1);
});

test("a signed-out tab that hears another one's grant asks the server, and believes only that", async () => {
  const { first, second, server, time, between, refreshes } = await browser();
  await first.client.logout();
  await time.advance(1000);
  expect(second.client.state.status).toBe("signedOut");
  const mine = { ...(await second.client.login({ email: "ada", password: "right" })) };
  await time.advance(1000);
  expect(first.client.state).toMatchObject({ status: "signedIn", session: { subject: "ada" } });
  await first.client.logout();
  await time.advance(1000);
  const before = refreshes();
  between.shout(grantedMessage(mine));
  await time.advance(1000);
  expect(refreshes()).toBe(before + 2);
  expect(first.client.state.status).toBe("signedOut");
  expect(second.client.state.status).toBe("signedOut");
  expect(server.session).toBeUndefined();
});
