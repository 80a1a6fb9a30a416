/**
 * Goal: the log tells what the client did in an order that explains it, and short enough to be read. Method: events
 * as the client sends them, with a clock of our own.
 */
import { type ClientEvent, UnavailableError } from "pawl/client";
import { expect, test } from "vitest";
import { createActivity } from "../src/activity/activity.ts";

type EventBody = ClientEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, "atMs">
    : never
  : never;

function activityWithClock() {
  let now = 1_000_000;
  const activity = createActivity(() => now);
  return {
    ...activity,
    tell: (...events: EventBody[]) => {
      for (const event of events) activity.record({ ...event, atMs: now } as ClientEvent);
    },
    wait: (ms: number) => {
      now += ms;
    },
    lines: () =>
      activity.snapshot().entries.map(({ text, times }) => (times > 1 ? `${text} × ${times}` : text)),
  };
}

const unauthorized = { type: "request_unauthorized", path: "/api/notes" } as const;
const retried = { type: "request_retried", path: "/api/notes" } as const;
const started = { type: "refresh_started", cause: "unauthorized" } as const;

test("five requests and one refresh are five lines, also when a refusal comes late", () => {
  const activity = activityWithClock();
  activity.tell({ type: "logged_in", generation: 3 });
  activity.wait(60_000);
  activity.tell(unauthorized, unauthorized, unauthorized, started);
  activity.wait(20);
  activity.tell(
    { type: "refresh_succeeded", cause: "unauthorized", rotation: "rotated", generation: 4, waiters: 3 },
    ...[retried, retried, retried, unauthorized, retried, unauthorized, retried],
  );
  for (let request = 0; request < 5; request++) activity.recordAnswer("GET", "/api/notes", 200);

  expect(activity.lines().slice(1)).toEqual([
    "/api/notes → 401, the access token is not accepted any more × 5",
    "Refresh, once for all who were refused",
    "Refreshed: generation 3 → 4",
    "/api/notes is asked again, with the new access token × 5",
    "GET /api/notes → 200 × 5",
  ]);
});

test("the same a while later is a line of its own", () => {
  const activity = activityWithClock();
  activity.recordAnswer("GET", "/api/notes", 200);
  activity.wait(1000);
  activity.recordAnswer("GET", "/api/notes", 200);
  expect(activity.lines()).toEqual(["GET /api/notes → 200", "GET /api/notes → 200"]);
});

test.each([
  ["rotated", 4, "Refreshed: generation 3 → 4"],
  ["unchanged", 3, "Refreshed: still generation 3, which is seconds old; a new access token"],
  ["replayed", 4, "Refreshed: generation 4 again, in case the first answer was lost"],
  ["recovered", 3, "Refreshed: generation 3 made anew, since nobody received the first"],
] as const)("a refresh that was %s says so, and is the last refresh", (rotation, generation, sentence) => {
  const activity = activityWithClock();
  activity.tell(
    { type: "logged_in", generation: 3 },
    { type: "refresh_succeeded", cause: "expired", rotation, generation, waiters: 1 },
  );
  expect(activity.lines().at(-1)).toBe(sentence);
  expect(activity.snapshot().lastRefresh).toEqual({ at: 1_000_000, outcome: rotation });
});

test("a refresh of another tab turns the wheel here, too, and is told as that tab's", () => {
  const activity = activityWithClock();
  activity.tell({ type: "logged_in", generation: 3 }, { type: "grant_shared", generation: 4 });
  expect(activity.lines().at(-1)).toBe("Another tab refreshed and shared its token: generation 3 → 4");
  expect(activity.snapshot().entries.at(-1)?.tone).toBe("turned");
  expect(activity.snapshot().lastRefresh).toEqual({ at: 1_000_000, outcome: "shared" });
});

test("an outage is told once for each attempt: that there was no answer, and that the client tries again", () => {
  const activity = activityWithClock();
  const error = new UnavailableError("no answer");
  activity.tell(
    { type: "logged_in", generation: 3 },
    { type: "refresh_started", cause: "manual" },
    { type: "refresh_unavailable", cause: "manual", error },
  );
  activity.wait(300);
  activity.tell(
    { type: "refresh_started", cause: "recovery" },
    { type: "refresh_unavailable", cause: "recovery", error },
  );
  activity.wait(300);
  activity.tell(
    { type: "refresh_started", cause: "recovery" },
    { type: "refresh_succeeded", cause: "recovery", rotation: "rotated", generation: 4, waiters: 1 },
  );
  expect(activity.lines().slice(1)).toEqual([
    "Refresh, because the page asked for it",
    "No answer to the refresh: nothing is lost, it is tried again",
    "Try again to reach the server",
    "No answer to the refresh: nothing is lost, it is tried again",
    "Try again to reach the server",
    "Refreshed: generation 3 → 4",
  ]);
});

test("a login of somebody else is told as that, and other ends by their refusal", () => {
  const activity = activityWithClock();
  activity.tell(
    { type: "session_ended", code: "session_revoked", reason: "revoked_by_admin" },
    { type: "session_ended", code: "session_revoked", reason: "replaced_by_login" },
  );
  expect(activity.lines()).toEqual(["Somebody else logged in here: this tab sends nothing any more"]);
});

test("a page without a cookie is told of, not alarmed about; a session that was ended is", () => {
  const activity = activityWithClock();
  activity.tell({ type: "refresh_refused", code: "refresh_token_missing", reason: undefined });
  activity.tell({ type: "refresh_refused", code: "session_revoked", reason: "logged_out_elsewhere" });
  expect(activity.snapshot().entries.map(({ tone }) => tone)).toEqual(["told", "refused"]);
  expect(activity.lines().at(-1)).toBe("Refresh → session_revoked (logged_out_elsewhere)");
});

test("a logout empties the log before it is told of, and long logs lose their beginning", () => {
  const activity = activityWithClock();
  for (let request = 0; request < 300; request++) activity.recordAnswer("GET", `/api/notes?${request}`, 200);
  expect(activity.lines()).toHaveLength(100);
  activity.tell({ type: "logged_out" });
  expect(activity.lines()).toEqual(["Logged out: the access token is forgotten"]);
});

test("an id in a path is left out, and what is around it is not", () => {
  const activity = activityWithClock();
  activity.recordAnswer("DELETE", "/api/notes/1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed", 204);
  expect(activity.lines()).toEqual(["DELETE /api/notes/… → 204"]);
});

test("a snapshot is the same object until something happens", () => {
  const activity = activityWithClock();
  const before = activity.snapshot();
  expect(activity.snapshot()).toBe(before);
  activity.tell({ type: "restore_started" });
  expect(activity.snapshot()).toBe(before);
  activity.recordAnswer("GET", "/api/notes", 200);
  expect(activity.snapshot()).not.toBe(before);
});
