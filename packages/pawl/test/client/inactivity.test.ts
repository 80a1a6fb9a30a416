// @vitest-environment happy-dom
/**
 * Goal: complaints 51 and 52: before a session ends because nobody is there, the page can say so, in every tab, with
 * the time that is left on the server's clock; and the warning goes as soon as somebody is.
 * Method: clients with their live part on manual time, and a server that ends sessions by time.
 */
import { expect, onTestFinished, test } from "vitest";
import { type InactivityOptions, type InactivityWarning, watchInactivity } from "../../src/client/index.ts";
import { grantedMessage, sessionOf } from "./support/browser.ts";
import { room } from "./support/fake-channel.ts";
import { liveClient } from "./support/live.ts";
import { outcomeOf } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { offline } from "./support/scripted-server.ts";
import { act } from "./support/show.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

async function watched(
  options: InactivityOptions = {},
  more: Parameters<typeof liveClient>[0] = { timing: { inactivityMs: 15 * minute } },
) {
  const live = await liveClient(more);
  const warnings: (InactivityWarning | undefined)[] = [];
  const { timers } = live.time;
  const stop = watchInactivity(live.client, { timers, ...options }, (warning) => void warnings.push(warning));
  onTestFinished(stop);
  return { ...live, warnings, stop };
}

test("nothing is said until a minute before the end; then it counts down, and goes when the session has ended", async () => {
  const { client, time, warnings, session } = await watched();
  await time.advance(14 * minute - 1);
  expect(warnings).toEqual([]);
  await time.advance(1);
  const endsAt = session.facts().inactivity_expires_at;
  expect(warnings).toEqual([{ endsAt, remainingMs: minute }]);
  await time.advance(minute - second);
  expect(warnings.map((warning) => warning?.remainingMs)).toEqual(
    Array.from({ length: 60 }, (_, passed) => minute - passed * second),
  );
  await time.advance(3 * second);
  expect(client.state).toMatchObject({ status: "ended", reason: "inactivity" });
  expect(warnings.at(-1)).toBeUndefined();
  const said = warnings.length;
  await time.advance(hour);
  expect(warnings).toHaveLength(said);
});

test("what the user does ends the warning at once, and the session goes on", async () => {
  const { client, time, warnings, refreshes } = await watched();
  await time.advance(14 * minute + 20 * second);
  expect(warnings.at(-1)).toBeDefined();
  act();
  await settled();
  expect(warnings.at(-1)).toBeUndefined();
  expect(refreshes()).toBe(1);
  const said = warnings.length;
  await time.advance(14 * minute - second);
  expect(warnings).toHaveLength(said);
  expect(client.state).toMatchObject({ status: "signedIn" });
});

test("so does a refresh that the app asks for with a button", async () => {
  const { client, time, warnings } = await watched();
  await time.advance(14 * minute + 30 * second);
  act("click");
  await client.refresh();
  expect(warnings.at(-1)).toBeUndefined();
});

test("background polling does not end it: it is about the user", async () => {
  const { client, time, warnings } = await watched();
  await time.advance(14 * minute + 30 * second);
  for (let poll = 0; poll < 10; poll++) {
    await outcomeOf(client.fetch("https://app.test/api/notes"));
    await client.refresh();
    await time.advance(second);
  }
  expect(warnings.every(Boolean)).toBe(true);
});

test.each([
  [5 * second, 5 * second],
  [10 * minute, 7.5 * minute],
  [hour, 7.5 * minute],
])("warnBeforeMs: %d is honoured, up to half of the timeout: %d", async (warnBeforeMs, expected) => {
  const { time, warnings } = await watched({ warnBeforeMs });
  await time.advance(15 * minute - expected - 1);
  expect(warnings).toEqual([]);
  await time.advance(1);
  expect(warnings[0]?.remainingMs).toBe(expected);
});

test("within that half, too, a user who does something is warned no longer", async () => {
  const { time, warnings } = await watched({ warnBeforeMs: hour });
  await time.advance(8 * minute);
  expect(warnings.at(-1)).toBeDefined();
  act();
  await settled();
  expect(warnings.at(-1)).toBeUndefined();
});

test("a user who is active all the time is never warned", async () => {
  const { time, warnings } = await watched({ warnBeforeMs: hour });
  for (let passed = 0; passed < 3 * 60; passed++) {
    await time.advance(minute);
    act();
  }
  expect(warnings).toEqual([]);
});

test("nobody is warned of the absolute end: there is nothing to be done about it", async () => {
  const timing = { inactivityMs: 15 * minute, lifetimeMs: 20 * minute };
  const { client, time, warnings } = await watched({}, { timing });
  await time.advance(10 * minute);
  act();
  await time.advance(10 * minute - 1);
  expect(warnings).toEqual([]);
  await time.advance(3 * second);
  expect(client.state).toMatchObject({ status: "ended", reason: "absolute_lifetime" });
  expect(warnings).toEqual([]);
});

test("the tabs share it: what the user does in another one ends the warning here", async () => {
  const between = room();
  const { client, time, warnings, session, ...scene } = await watched(
    {},
    { timing: { inactivityMs: 15 * minute }, channel: between.join() },
  );
  await time.advance(14 * minute + 30 * second);
  expect(warnings.at(-1)).toBeDefined();
  const { body, ...message } = grantedMessage(sessionOf({ client, time, ...scene }));
  const now = session.now();
  between.shout({
    ...message,
    body: {
      ...body,
      issued_at: now,
      session: { ...body.session, last_active_at: now, inactivity_expires_at: now + 15 * minute },
    },
  });
  await time.advance(10);
  expect(warnings.at(-1)).toBeUndefined();
  await time.advance(13 * minute);
  expect(warnings.at(-1)).toBeUndefined();
  expect(client.state).toMatchObject({ status: "signedIn" });
});

test("logout ends it", async () => {
  const { client, time, warnings } = await watched();
  await time.advance(14 * minute + 30 * second);
  await client.logout();
  expect(warnings.at(-1)).toBeUndefined();
});

test("offline at the end it counts down to nothing, and says no more than that", async () => {
  const { client, server, time, warnings } = await watched();
  server.always("/auth/refresh", offline);
  await time.advance(15 * minute + 10 * second);
  expect(client.state).toMatchObject({ status: "signedIn", offline: true });
  expect(warnings.at(-1)?.remainingMs).toBe(0);
});

test("nothing is said of a session of days while it is far from its end, and no timer is too long for the platform", async () => {
  const { time, warnings } = await watched({}, { timing: { inactivityMs: 60 * 24 * hour } });
  expect(Math.max(...time.pending())).toBeLessThan(2 ** 31);
  await time.advance(hour);
  expect(warnings).toEqual([]);
});

test("whoever unsubscribes hears no more, and no timer is left", async () => {
  const { client, time, warnings, stop } = await watched();
  await time.advance(14 * minute + 5 * second);
  const said = warnings.length;
  stop();
  const timers = time.pending().length;
  await time.advance(hour);
  expect(warnings).toHaveLength(said);
  client.close();
  expect(timers).toBeGreaterThan(0);
  expect(time.pending()).toEqual([]);
});
