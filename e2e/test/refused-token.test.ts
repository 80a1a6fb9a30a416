/**
 * Goal: a call whose access token the server refuses refreshes once and is repeated once, and no other 401 does that.
 * Method: the demo's buttons make the server refuse a token before its time, or its API answer 401 for a reason of its
 * own; what went over the network is counted.
 */
import { expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { eventually } from "./support/eventually.ts";
import { recordTraffic } from "./support/traffic.ts";
import { addNote, button, generation, logIn, notes, sendNote } from "./support/user.ts";
import { watchForDisturbance } from "./support/watch.ts";

const test = endToEnd();

test("one call is answered 401, refreshes once, and is repeated once", async ({ page }) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const disturbances = await watchForDisturbance(page);
  const traffic = recordTraffic(page);

  await button(page, "Expire the access token now").click();
  await eventually(() => traffic.of("POST /auth/receipt").length).toBe(1);
  await eventually(() => traffic.statuses("GET /api/notes")).toEqual([401, 200]);

  expect(await traffic.statuses("POST /auth/refresh")).toEqual([200]);
  expect(await generation(page)).toBe(1);
  expect(await disturbances()).toEqual([]);
});

test("five calls at once are refused, cause one refresh, and are repeated once each", async ({ page }) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const disturbances = await watchForDisturbance(page);
  const traffic = recordTraffic(page);

  await button(page, "Fire five requests at once").click();
  await eventually(() => traffic.of("GET /api/notes").length).toBe(10);
  const statuses = await traffic.statuses("GET /api/notes");

  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  expect(statuses.filter((status) => status === 200)).toHaveLength(5);
  expect(await traffic.statuses("POST /auth/refresh")).toEqual([200]);
  expect(await disturbances()).toEqual([]);
});

test("complaint 44: an API's own 401, without our challenge, is the app's business and refreshes nothing", async ({
  page,
}) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const traffic = recordTraffic(page);
  const challenges = [undefined, "Basic", 'Bearer realm="other", error="insufficient_scope"'];
  for (const challenge of challenges) {
    await page.route("**/api/notes", (route) =>
      route.fulfill({
        status: 401,
        contentType: "application/json",
        headers: challenge === undefined ? {} : { "WWW-Authenticate": challenge },
        body: "{}",
      }),
    );
    await sendNote(page, "refused by the API itself");
    await page.getByRole("alert").filter({ hasText: "401" }).waitFor();
    await page.unroute("**/api/notes");
  }

  expect(traffic.of("POST /api/notes")).toHaveLength(challenges.length);
  expect(traffic.of("POST /auth/refresh")).toHaveLength(0);
  await addNote(page, "accepted again");
  expect(traffic.of("POST /auth/refresh")).toHaveLength(0);
});

test("a server that goes on refusing is asked twice, never in a loop", async ({ page }) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const traffic = recordTraffic(page);
  await page.route("**/api/notes", (route) =>
    route.fulfill({ status: 401, headers: { "WWW-Authenticate": 'Bearer error="invalid_token"' } }),
  );
  await sendNote(page, "never accepted");
  await page.getByRole("alert").filter({ hasText: "401" }).waitFor();

  expect(traffic.of("POST /api/notes")).toHaveLength(2);
  expect(traffic.of("POST /auth/refresh")).toHaveLength(1);
});

test("complaint 31: a clock that is an hour wrong makes no refresh more and none less", async ({
  openDevice,
}) => {
  for (const wrongByMs of [3_600_000, -3_600_000]) {
    const device = await openDevice();
    await device.addInitScript((offsetMs) => {
      const { now } = Date;
      Date.now = () => now() + offsetMs;
    }, wrongByMs);
    const page = await device.newPage();
    const traffic = recordTraffic(page);
    await logIn(page);
    await addNote(page, "on time");
    // The one that found nobody at page load.
    expect(await traffic.statuses("POST /auth/refresh")).toEqual([401]);

    await button(page, "Fire five requests at once").click();
    await eventually(() => traffic.statuses("POST /auth/receipt")).toEqual([204]);
    await addNote(page, "later");
    expect(await traffic.statuses("POST /auth/refresh")).toEqual([401, 200]);
  }
});
