/**
 * Goal: whose session was unused for too long is told that, at page load as well as in a page left open, and comes
 * back to where they were; the page keeps no session alive by itself.
 * Method: the demo with an inactivity timeout of four seconds, which really pass.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { passed } from "./support/passed.ts";
import { recordTraffic } from "./support/traffic.ts";
import { dialog, fillInLogin, logIn, notes } from "./support/user.ts";

const test = endToEnd({ PAWL_ACCESS_TOKEN_LIFETIME: "3s", PAWL_INACTIVITY_TIMEOUT: "4s" });

/** Logs in and returns the instant at which the session is over unless it is used. */
async function logInUntil(page: Page): Promise<() => Promise<number>> {
  let newest: Promise<unknown> | undefined;
  page.on("response", (response) => {
    // A refresh tells of use, and on a slow machine there may be one already.
    if (/\/auth\/(login|refresh)$/.test(response.url()) && response.ok()) newest = response.json();
  });
  await logIn(page);
  await notes(page).first().waitFor();
  return async () =>
    ((await newest) as { session: { inactivity_expires_at: number } }).session.inactivity_expires_at;
}

test("at page load: the dialog says that it was inactivity, and the login leads back", async ({ page }) => {
  const endsAt = await logInUntil(page);
  await page.goto("about:blank");
  await passed(await endsAt());

  await page.goto("/devices?view=all");
  await dialog(page).waitFor();
  expect(await dialog(page).innerText()).toMatch(/expired.*(not used|away)/is);
  expect(await notes(page).count()).toBe(0);

  await dialog(page).getByRole("link").click();
  await fillInLogin(page);
  await page.getByRole("list", { name: "Devices" }).waitFor();
  expect(new URL(page.url()).search).toBe("?view=all");
});

test("in a page left open: nothing keeps the session alive by itself, and the page says when it is over", async ({
  page,
}) => {
  const traffic = recordTraffic(page);
  const endsAt = await logInUntil(page);
  // The warning stands until the end, and nobody answers it.
  await dialog(page).filter({ hasText: "Are you still there?" }).waitFor();
  const before = await endsAt();
  traffic.forget();

  await dialog(page)
    .filter({ hasText: /expired/ })
    .waitFor();
  expect(await dialog(page).innerText()).toMatch(/expired.*(not used|away)/is);
  expect(await endsAt()).toBe(before);
  // One question, asked when the session should have been over; no activity was made up.
  expect(await traffic.statuses("POST /auth/refresh")).toEqual([401]);
});
