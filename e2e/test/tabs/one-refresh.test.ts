/**
 * Goal: one refresh per browser, however many tabs; and where the browser lacks what that takes, more requests and no
 * harm.
 * Method: five real tabs on one site, whose server counts what reaches it. Web Locks and BroadcastChannel are taken
 * away before the page is loaded.
 */
import { expect } from "vitest";
import { type Device, tabsTest } from "../support/device.ts";
import type { Site } from "../support/site.ts";
import { ada, callApi, logInAs, outlivesToken, reaches } from "../support/tab.ts";

const test = tabsTest({ policy: { accessTokenLifetimeMs: 2000 } });
const refresh = "POST /auth/refresh";

async function openFive({ openTab }: Device) {
  const first = await openTab();
  await reaches(first, "signedOut");
  await logInAs(first, ada);
  const others = await Promise.all([1, 2, 3, 4].map(() => openTab()));
  const tabs = [first, ...others];
  for (const tab of tabs) await reaches(tab, "signedIn");
  return tabs;
}

/** Rotations that made a new generation. */
const rotations = ({ events }: Site) =>
  events.filter((event) => event.type === "session_refreshed" && event.rotation === "rotated");

/** Nothing that the server would call a theft or an end. */
function expectPeace({ events }: Site): void {
  expect(events.filter(({ type }) => type === "session_ended" || type === "refresh_refused")).toEqual([]);
}

test("complaint 20: five tabs that wake with an expired token make one refresh, and all of their calls succeed", async ({
  site,
  device,
}) => {
  const tabs = await openFive(device);
  device.forget();
  for (const tab of tabs) await outlivesToken(tab);
  const before = site.arrivalsOf(refresh).length;
  const outcomes = await Promise.all(tabs.map((tab) => callApi(tab)));

  expect(outcomes).toEqual(tabs.map(() => ({ status: 200, subject: ada })));
  expect(site.arrivalsOf(refresh).length - before).toBe(1);
  expect(device.sightings.filter(({ state }) => state.status !== "signedIn")).toEqual([]);
  expectPeace(site);
});

test("five tabs that are opened at once cost one rotation", async ({ site, device }) => {
  await openFive(device);
  expect(rotations(site)).toHaveLength(1);
  expectPeace(site);
});

const lacks: Record<string, () => void> = {
  "Web Locks": () => {
    Reflect.deleteProperty(Navigator.prototype, "locks");
  },
  BroadcastChannel: () => {
    Reflect.deleteProperty(globalThis, "BroadcastChannel");
  },
  "Web Locks and BroadcastChannel": () => {
    Reflect.deleteProperty(Navigator.prototype, "locks");
    Reflect.deleteProperty(globalThis, "BroadcastChannel");
  },
};

test.for(Object.entries(lacks))(
  "complaint 14: without %s, five tabs that wake or are opened together all go on, and nothing looks like a theft",
  async ([, take], { site, device }) => {
    await device.context.addInitScript(take);
    const tabs = await openFive(device);
    expect(await tabs[0]?.evaluate(() => !navigator.locks || !globalThis.BroadcastChannel)).toBe(true);
    expect(rotations(site)).toHaveLength(1);
    device.forget();
    for (const tab of tabs) await outlivesToken(tab);
    const outcomes = await Promise.all(tabs.map((tab) => callApi(tab)));

    expect(outcomes).toEqual(tabs.map(() => ({ status: 200, subject: ada })));
    expect(device.sightings.filter(({ state }) => state.status !== "signedIn")).toEqual([]);
    expectPeace(site);
  },
);
