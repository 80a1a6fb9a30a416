/**
 * Goal: an access token runs out, however many calls wait, and the user notices nothing.
 * Method: the demo with access tokens of two seconds, of which the page waits for the end; what went over the network
 * is counted.
 */
import { expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { eventually } from "./support/eventually.ts";
import { recordTraffic } from "./support/traffic.ts";
import { accessTokenExpiry, addNote, dialog, generation, logIn, notes, sendNote } from "./support/user.ts";
import { watchForDisturbance } from "./support/watch.ts";

const test = endToEnd({ PAWL_ACCESS_TOKEN_LIFETIME: "2s", PAWL_GRACE_PERIOD: "1s" });

test("five calls at once cause one refresh, all five succeed, and the user notices nothing", async ({
  page,
}) => {
  await logIn(page);
  for (const text of ["note 1", "note 2", "note 3", "note 4", "note 5"]) await addNote(page, text);
  await accessTokenExpiry(page);
  const before = { generation: await generation(page), notes: await notes(page).count() };
  const disturbances = await watchForDisturbance(page);
  const traffic = recordTraffic(page);

  await page.evaluate(() => {
    const buttons = [...document.querySelectorAll<HTMLElement>('button[aria-label^="Delete"]')];
    for (const each of buttons.slice(0, 5)) each.click();
  });
  await eventually(() => notes(page).count()).toBe(before.notes - 5);

  expect(await traffic.statuses("POST /auth/refresh")).toEqual([200]);
  const deletions = traffic.urls().filter((url) => url.includes("/api/notes/"));
  expect(deletions).toHaveLength(5);
  expect(await generation(page)).toBe(before.generation + 1);
  expect(await disturbances()).toEqual([]);
});

test("a page that is left alone refreshes nothing until it is used again", async ({ page }) => {
  await logIn(page);
  const traffic = recordTraffic(page);
  await accessTokenExpiry(page);
  expect(traffic.of("POST /auth/refresh")).toHaveLength(0);

  await addNote(page, "after a pause");
  expect(await traffic.statuses("POST /auth/refresh")).toEqual([200]);
  expect(await traffic.statuses("POST /api/notes")).toEqual([201]);
});

test("complaint 29: offline is not logged out, and the same page works when the network is back", async ({
  page,
}) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const shown = await notes(page).count();
  await accessTokenExpiry(page);

  await page.context().setOffline(true);
  await sendNote(page, "written offline");
  await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor();
  await page.getByText("No answer to the refresh").waitFor();
  expect(await notes(page).count()).toBe(shown);
  expect(await dialog(page).count()).toBe(0);
  // What was written is still there.
  expect(await page.getByLabel("New note").inputValue()).toBe("written offline");

  await page.context().setOffline(false);
  await page.keyboard.press("Enter");
  await notes(page).filter({ hasText: "written offline" }).waitFor();
  expect(await generation(page)).toBe(1);
});
