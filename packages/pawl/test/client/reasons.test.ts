// @vitest-environment happy-dom
/**
 * Goal: complaint 52: whichever tab is told first, every tab says why the session ended, though the cookie went with
 * the first answer; and no tab says so because another one does, while the server knows better.
 * Method: tabs of one browser whose server tells the reason once, and then knows of no cookie; messages made up.
 */
import { expect, test } from "vitest";
import { problem } from "./support/answers.ts";
import { type Browser, browser, notes, shared } from "./support/browser.ts";
import { eventStreams } from "./support/event-streams.ts";
import { until } from "./support/live.ts";
import { outcomeOf } from "./support/make-client.ts";
import { settled } from "./support/manual-time.ts";
import { show } from "./support/show.ts";

const apart = { live: false, apiOrigins: ["https://app.test"] };

/** The server ends the session: it says why once, with the answer that takes the cookie away. */
function endOnce({ server }: Browser, told = true): void {
  const why = problem("session_revoked", { reason: "revoked_by_admin" });
  server.expireTokens();
  server.session = undefined;
  if (told) server.once("/auth/refresh", () => why);
}

const seen = ({ tabs }: Browser): unknown[] => tabs.map(({ client }) => client.state);
const end = { status: "ended", code: "session_revoked", reason: "revoked_by_admin", subject: "ada" };

test("complaint 52: the tabs that find no cookie any more say what the first one was told", async () => {
  const open = await browser({ tabs: 4, ...apart });
  endOnce(open);
  await outcomeOf(open.first.client.fetch(notes));
  await open.time.advance(2000);
  expect(seen(open)).toEqual(Array(4).fill(end));
  for (const { ofType } of open.tabs) {
    expect(ofType("session_ended")).toMatchObject([{ reason: "revoked_by_admin" }]);
  }
});

test("complaint 52: so do tabs that all ask at the same moment", async () => {
  const open = await browser({ tabs: 4, ...apart });
  endOnce(open);
  const calls = open.tabs.map(({ client }) => outcomeOf(client.fetch(notes)));
  await open.time.advance(5000);
  for (const outcome of await Promise.all(calls)) expect(outcome).toMatchObject({ name: "SessionError" });
  expect(seen(open)).toEqual(Array(4).fill(end));
});

test("a made-up end is no end: the server is asked, and knows the session", async () => {
  const open = await browser({ tabs: 2, ...apart });
  const forged = { subject: "ada", code: "session_revoked", reason: "password_changed" };
  open.between.shout({ v: 1, kind: "changed", end: forged });
  await open.time.advance(2000);
  for (const { client } of open.tabs) expect(client.state).toMatchObject({ status: "signedIn" });
  // Nor is it remembered for another time.
  endOnce(open, false);
  await outcomeOf(open.first.client.refresh());
  expect(open.first.client.state).toMatchObject({ status: "ended", reason: undefined });
});

test("what is said of another user's session says nothing of this one", async () => {
  const open = await browser({ tabs: 1, ...apart });
  endOnce(open, false);
  const other = { subject: "grace", code: "session_revoked", reason: "password_changed" };
  open.between.shout({ v: 1, kind: "changed", end: other });
  await open.time.advance(2000);
  expect(open.first.client.state).toEqual({ status: "signedOut" });
});

test("what the server itself says goes before what another tab does", async () => {
  const open = await browser({ tabs: 1, ...apart });
  endOnce(open);
  const said = { subject: "ada", code: "session_expired", reason: "inactivity" };
  open.between.shout({ v: 1, kind: "changed", end: said });
  await open.time.advance(2000);
  expect(open.first.client.state).toEqual(end);
});

test("complaints 45, 52: the reason of `GET /events` is said where the refusal holds none", async () => {
  const streams = eventStreams();
  const open = await browser({
    tabs: 3,
    ...apart,
    live: true,
    prepare: (server) => server.always("/auth/events", streams.answer),
  });
  show("visible");
  await until(() => streams.open() > 0);
  endOnce(open, false);
  streams.send('event: session_ended\ndata: {"reason":"revoked_by_admin"}\n\n');
  await settled();
  await open.time.advance(2000);
  expect(seen(open)).toEqual(Array(3).fill(end));
  expect(open.locks.held()).not.toContain(`${shared}:events`);
});

test.each(["", "no JSON", "null", "{}", "[]"])(
  "an event whose data is %j is asked about all the same",
  async (data) => {
    const streams = eventStreams();
    const open = await browser({
      tabs: 1,
      ...apart,
      live: true,
      prepare: (server) => server.always("/auth/events", streams.answer),
    });
    await until(() => streams.open() > 0);
    endOnce(open);
    streams.send(`event: session_ended\ndata: ${data || "x"}\n\n`);
    await open.time.advance(2000);
    expect(seen(open)).toEqual([end]);
  },
);
