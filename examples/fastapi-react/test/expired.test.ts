/**
 * Goal: an access token runs out, and the user notices nothing: one refresh, and what was wanted is done.
 * Method: the example with access tokens of two seconds, in Chromium; what went over the network is counted.
 */
import { expect } from "vitest";
import { eventually } from "../../../e2e/test/support/eventually.ts";
import { recordTraffic } from "../../../e2e/test/support/traffic.ts";
import { watchForDisturbance } from "../../../e2e/test/support/watch.ts";
import { exampleTest, type Page } from "./support/example.ts";
import { accessTokenOf, addNote, logIn } from "./support/user.ts";

const test = exampleTest({ accessTokenLifetime: "2s" });

/** What the API answers to a call with this token. */
async function statusOf(origin: string, authorization: string): Promise<number> {
  const answer = await fetch(`${origin}/api/notes`, { headers: { authorization } });
  await answer.body?.cancel();
  return answer.status;
}

/** Lets the page believe that its first access token lives for an hour, as one does that was asleep. */
async function loseTrackOfTime(page: Page): Promise<void> {
  await page.route("**/auth/login", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), expires_in: 3600 } });
  });
}

test("an expired access token is answered 401 once, refreshed once and sent again, and the user notices nothing", async ({
  page,
  example,
}) => {
  await loseTrackOfTime(page);
  await logIn(page);
  await addNote(page, "before");
  const token = await accessTokenOf(page);
  await eventually(() => statusOf(example.origin, token)).toBe(401);

  const disturbances = await watchForDisturbance(page);
  const traffic = recordTraffic(page);
  await addNote(page, "after");
  expect(await traffic.statuses("POST /api/notes")).toEqual([401, 201]);
  expect(await traffic.statuses("POST /auth/refresh")).toEqual([200]);
  expect(await disturbances()).toEqual([]);
});

test("a token that the page knows to be expired is refreshed before the call, which is sent once", async ({
  page,
  example,
}) => {
  await logIn(page);
  const token = await accessTokenOf(page);
  // A page that nobody looks at refreshes nothing ahead of time.
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await eventually(() => statusOf(example.origin, token)).toBe(401);

  const traffic = recordTraffic(page);
  await addNote(page, "one more");
  expect(await traffic.statuses("POST /api/notes")).toEqual([201]);
  expect(await traffic.statuses("POST /auth/refresh")).toEqual([200]);
});
