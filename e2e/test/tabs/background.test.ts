/**
 * Goal: a tab in the background, throttled or frozen for as long as it may be, costs nobody the session: when it wakes it
 * needs one refresh, and none if another tab has made it.
 * Method: Chromium's life cycle states, `frozen` as tabs are that nobody has looked at for a while. Under automation
 * Chromium shows every page as visible, so hidden pages are told so: `visibilityState`, and its event.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Device, tabsTest } from "../support/device.ts";
import { eventually } from "../support/eventually.ts";
import { setFrozen, setVisibility } from "../support/life-cycle.ts";
import { passed } from "../support/passed.ts";
import { ada, callApi, logInAs, outlivesToken, reaches, refreshNow } from "../support/tab.ts";

const lifeMs = 2000;
const test = tabsTest({ policy: { accessTokenLifetimeMs: lifeMs } });

async function openSignedIn(device: Device): Promise<Page> {
  const page = await device.openTab();
  await reaches(page, "signedOut");
  await logInAs(page, ada);
  device.forget();
  return page;
}

test("a hidden tab makes no refresh by itself, and one when it is used again", async ({ site, device }) => {
  const page = await openSignedIn(device);
  await setVisibility(page, "hidden");
  const before = site.arrivalsOf("POST /auth/refresh").length;
  await passed(Date.now() + 2 * lifeMs);
  expect(site.arrivalsOf("POST /auth/refresh").length).toBe(before);

  await setVisibility(page, "visible");
  expect(await callApi(page)).toEqual({ status: 200, subject: ada });
  expect(site.arrivalsOf("POST /auth/refresh").length).toBe(before + 1);
  expect(device.sightings.filter(({ state }) => state.status !== "signedIn")).toEqual([]);
});

test("complaint 30: a tab that was frozen while its token expired wakes with one refresh and no end", async ({
  site,
  device,
}) => {
  const page = await openSignedIn(device);
  const before = site.arrivalsOf("POST /auth/refresh").length;
  await setFrozen(page, true);
  await passed(Date.now() + 2 * lifeMs);
  await setFrozen(page, false);
  const outcomes = await Promise.all([callApi(page), callApi(page), callApi(page)]);

  expect(outcomes).toEqual(outcomes.map(() => ({ status: 200, subject: ada })));
  expect(site.arrivalsOf("POST /auth/refresh").length).toBe(before + 1);
  expect(device.sightings.filter(({ state }) => state.status !== "signedIn")).toEqual([]);
});

test("a tab that was frozen through many rotations by another goes on when it wakes", async ({
  site,
  device,
}) => {
  const page = await openSignedIn(device);
  const other = await device.openTab();
  await reaches(other, "signedIn");
  await setFrozen(page, true);
  for (let round = 0; round < 4; round++) {
    await outlivesToken(other);
    expect(await refreshNow(other)).toBe("ok");
  }
  await setFrozen(page, false);

  expect(await callApi(page)).toEqual({ status: 200, subject: ada });
  expect(site.events.filter(({ type }) => type === "session_ended" || type === "refresh_refused")).toEqual(
    [],
  );
  expect(
    device.sightings.filter(({ page: from, state }) => from === page && state.status !== "signedIn"),
  ).toEqual([]);
});

test("a tab that was frozen while the user logged out is signed out when it wakes, and asks nothing as them", async ({
  site,
  device,
}) => {
  const page = await openSignedIn(device);
  const other = await device.openTab();
  await reaches(other, "signedIn");
  await setFrozen(page, true);
  await other.evaluate(() => window.tab.client.logout());
  const before = site.arrivals.length;
  await setFrozen(page, false);

  await eventually(
    async () => (await page.evaluate(() => window.tab.client.state.status)) !== "signedIn",
  ).toBe(true);
  await callApi(page);
  expect(site.arrivals.slice(before).filter(({ subject }) => subject === ada)).toEqual([]);
});
