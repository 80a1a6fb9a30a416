/**
 * Goal: a page that comes back from the back-forward cache belongs to whoever is signed in then, and works; and a page
 * that went there holds up nobody.
 * Method: Chromium's own cache: away from the page and back. That it really came from the cache, the page says.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Device, tabsTest } from "../support/device.ts";
import { eventually } from "../support/eventually.ts";
import { ada, bob, callApi, logInAs, reaches, stateOf } from "../support/tab.ts";

const test = tabsTest({ policy: { accessTokenLifetimeMs: 2000 } });

async function openSignedIn(device: Device): Promise<Page> {
  const page = await device.openTab();
  await reaches(page, "signedOut");
  await logInAs(page, ada);
  // It has its stream by then, and must let go of it.
  await eventually(() => page.evaluate(async () => (await navigator.locks.query()).held?.length)).toBe(1);
  await page.evaluate(() => {
    addEventListener("pageshow", ({ persisted }) => Object.assign(window, { persisted }));
  });
  return page;
}

/** To another page, for a while, and back. */
async function goAway(page: Page): Promise<void> {
  await page.goto("data:text/html,elsewhere");
}
async function comeBack(page: Page): Promise<void> {
  // Nothing is loaded, which is what a navigation would be waited for.
  await page.goBack({ waitUntil: "commit" });
  await eventually(() => page.evaluate(() => (window as { persisted?: boolean }).persisted)).toBe(true);
}

test("a page that comes back is signed in after one refresh, and listens again", async ({ site, device }) => {
  const page = await openSignedIn(device);
  await goAway(page);
  await eventually(site.openStreams).toBe(0);
  device.forget();
  const before = site.arrivalsOf("POST /auth/refresh").length;
  await comeBack(page);

  await reaches(page, "signedIn");
  expect(site.arrivalsOf("POST /auth/refresh").length).toBe(before + 1);
  expect(device.sightings.map(({ state }) => state.status)).toEqual(["restoring", "signedIn"]);
  expect(await callApi(page)).toEqual({ status: 200, subject: ada });
  await eventually(site.openStreams).toBe(1);
});

test("a page that comes back after a logout elsewhere is signed out", async ({ site, device }) => {
  const page = await openSignedIn(device);
  await goAway(page);
  await site.pawl.revokeAll(ada, { reason: "logged_out_elsewhere" });
  await comeBack(page);
  await reaches(page, "ended");
  expect(await stateOf(page)).toMatchObject({ reason: "logged_out_elsewhere" });
});

test("complaint 50: a page that comes back to another user's browser is fenced", async ({ site, device }) => {
  await device.context.addInitScript(() => {
    // A message would put the page out of the cache, and a page load is no such trouble.
    Reflect.deleteProperty(globalThis, "BroadcastChannel");
  });
  const page = await openSignedIn(device);
  await goAway(page);
  const other = await device.openTab();
  await reaches(other, "signedIn");
  await logInAs(other, bob);
  await comeBack(page);

  await eventually(() => stateOf(page)).toMatchObject({
    status: "ended",
    reason: "replaced_by_login",
    subject: ada,
  });
  expect(await callApi(page)).toEqual({ error: "SessionError", reason: "replaced_by_login" });
  expect(site.arrivalsOf("GET /api/notes")).toEqual([]);
});
