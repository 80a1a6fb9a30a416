// @vitest-environment happy-dom
/**
 * Goal: complaint 52: a session that ends by time shows it by itself, with the reason, shortly after it has ended, and
 * costs one question; by the server's clock, not by the local one.
 * Method: a client with its live part in a document, on manual time, and a server that ends sessions by time.
 */
import { expect, test } from "vitest";
import { problem } from "./support/answers.ts";
import { liveClient, use } from "./support/live.ts";
import { outcomeOf } from "./support/make-client.ts";
import { offline } from "./support/scripted-server.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test("the end by inactivity shows by itself, shortly after it, and the server is asked once", async () => {
  const live = await liveClient({ timing: { inactivityMs: 15 * minute } });
  await live.time.advance(15 * minute);
  expect(live.client.state).toMatchObject({ status: "signedIn" });
  expect(live.refreshes()).toBe(0);
  await live.time.advance(2 * second);
  expect(live.client.state).toMatchObject({ status: "ended", reason: "inactivity", subject: "ada" });
  expect(live.refreshes()).toBe(1);
  expect(live.ofType("refresh_started")).toMatchObject([{ cause: "ending" }]);
  await live.time.advance(day);
  expect(live.refreshes()).toBe(1);
});

test("the absolute end shows by itself, with its reason, however active the user is", async () => {
  const live = await liveClient({ timing: { lifetimeMs: hour } });
  await use(live, hour);
  await live.time.advance(2 * second);
  expect(live.client.state).toMatchObject({ status: "ended", reason: "absolute_lifetime" });
});

test("near the absolute end no refresh could help, and none is made ahead", async () => {
  const live = await liveClient({ timing: { lifetimeMs: 2 * hour } });
  await use(live, 2 * hour - minute);
  // At 24, 48, 72 and 96 minutes; the last token is good until the end.
  expect(live.refreshes()).toBe(4);
});

test("complaint 52: where the browser has dropped the cookie by then, the reason is known all the same", async () => {
  const live = await liveClient({ timing: { lifetimeMs: hour } });
  await use(live, hour - minute);
  live.server.always("/auth/refresh", () => problem("refresh_token_missing"));
  await live.time.advance(minute + 2 * second);
  expect(live.client.state).toMatchObject({
    status: "ended",
    code: "refresh_token_missing",
    reason: "absolute_lifetime",
  });
});

test("a cookie that is gone before that is no end by time", async () => {
  const live = await liveClient({ timing: { lifetimeMs: hour } });
  await live.time.advance(50 * minute);
  live.server.always("/auth/refresh", () => problem("refresh_token_missing"));
  const asking = outcomeOf(live.client.refresh());
  await live.time.advance(second);
  await asking;
  expect(live.client.state).toMatchObject({ status: "ended", reason: undefined });
});

test("offline at the end, the recovery asks, and nothing else does", async () => {
  const live = await liveClient({ timing: { inactivityMs: 15 * minute } });
  const normal = live.session.told.length;
  for (let attempt = 0; attempt < 9; attempt++) live.server.once("/auth/refresh", offline);
  await live.time.advance(15 * minute + 1100);
  expect(live.client.state).toMatchObject({ status: "signedIn", offline: true });
  expect(live.refreshes()).toBe(1);
  await live.time.advance(10 * minute);
  const causes = live.ofType("refresh_started").map(({ cause }) => cause);
  expect(causes).toEqual(["ending", ...Array<string>(9).fill("recovery")]);
  expect(live.session.told.length - normal).toBe(1);
  expect(live.client.state).toMatchObject({ status: "ended", reason: "inactivity" });
});

test("a server that goes on past the end it had named is asked about once a second, not without a pause", async () => {
  const live = await liveClient({ timing: { inactivityMs: 15 * minute } });
  const last = live.client.state;
  if (last.status !== "signedIn") throw new Error("not signed in");
  live.server.always("/auth/refresh", () =>
    Response.json({
      access_token: "late",
      token_type: "Bearer",
      expires_in: 1800,
      issued_at: live.session.now(),
      revision: null,
      session: live.session.facts(),
    }),
  );
  await live.time.advance(15 * minute);
  await live.time.advance(10 * second);
  expect(live.refreshes()).toBeLessThanOrEqual(11);
});
