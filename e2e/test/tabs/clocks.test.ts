/**
 * Goal: whatever the clock of the user's machine says, and however it jumps, there is no refresh that the right clock
 * would not make, and no early end (complaint 31).
 * Method: `Date` is shifted in the page before anything runs, and again while it runs. With tokens that live for half
 * an hour there is nothing to refresh; with tokens that live for a second, one refresh for each call that finds its
 * token expired.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Device, tabsTest } from "../support/device.ts";
import { ada, callApi, logInAs, outlivesToken, reaches } from "../support/tab.ts";

const hourMs = 3_600_000;
const shifts: Record<string, number> = {
  "an hour fast": hourMs,
  "an hour slow": -hourMs,
  "a day fast": 24 * hourMs,
  "a day slow": -24 * hourMs,
  "a year fast": 365 * 24 * hourMs,
  "at the beginning of time": -Date.now(),
};
const clocks = Object.entries(shifts);

/** Before the page is loaded: `Date` is late or early, by an amount that may change. */
async function shiftClock({ context }: Device, byMs: number): Promise<void> {
  await context.addInitScript((startMs) => {
    const RealDate = Date;
    const clock = { shiftMs: startMs };
    Object.assign(window, { clock });
    const now = () => RealDate.now() + clock.shiftMs;
    const ShiftedDate = new Proxy(RealDate, {
      construct: (target, given: [number]) => Reflect.construct(target, given.length > 0 ? given : [now()]),
      get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
    });
    globalThis.Date = ShiftedDate;
  }, byMs);
}

async function jump(page: Page, byMs: number): Promise<void> {
  const movedMs = await page.evaluate((ms) => {
    const { clock } = window as unknown as { clock: { shiftMs: number } };
    const beforeMs = Date.now();
    clock.shiftMs += ms;
    return Date.now() - beforeMs;
  }, byMs);
  expect(Math.round((movedMs - byMs) / hourMs)).toBe(0);
}

async function openSignedIn(device: Device): Promise<Page> {
  const page = await device.openTab();
  await reaches(page, "signedOut");
  await logInAs(page, ada);
  device.forget();
  return page;
}

const signedIn = (device: Device) => device.sightings.every(({ state }) => state.status === "signedIn");

const longLived = tabsTest();

longLived.for(clocks)(
  "complaint 31: with the clock %s, nothing is refreshed early",
  async ([, shiftMs], { site, device }) => {
    await shiftClock(device, shiftMs);
    const page = await openSignedIn(device);
    const before = site.arrivalsOf("POST /auth/refresh").length;
    for (const byMs of [0, hourMs, -2 * hourMs, 48 * hourMs, -24 * hourMs]) {
      await jump(page, byMs);
      await page.mouse.click(10, 10);
      await page.evaluate(() => window.dispatchEvent(new Event("focus")));
      expect(await callApi(page)).toEqual({ status: 200, subject: ada });
    }
    expect(site.arrivalsOf("POST /auth/refresh").length).toBe(before);
    expect(signedIn(device)).toBe(true);

    await page.reload();
    await reaches(page, "signedIn");
    expect(site.arrivalsOf("POST /auth/refresh").length).toBe(before + 1);
  },
);

const shortLived = tabsTest({ policy: { accessTokenLifetimeMs: 1000 } });

shortLived.for(clocks)(
  "complaint 31: with the clock %s, each expired token is refreshed once",
  async ([, shiftMs], { site, device }) => {
    await shiftClock(device, shiftMs);
    const page = await openSignedIn(device);
    const before = site.arrivalsOf("POST /auth/refresh").length;
    const jumps = [hourMs, -48 * hourMs, 24 * hourMs];
    for (const byMs of jumps) {
      await outlivesToken(page);
      await jump(page, byMs);
      expect(await callApi(page)).toEqual({ status: 200, subject: ada });
    }
    expect(site.arrivalsOf("POST /auth/refresh").length - before).toBe(jumps.length);
    expect(signedIn(device)).toBe(true);
  },
);
