/**
 * Goal: a logout counts everywhere: in every tab, at the server, against whatever is in flight, when the tab is closed in
 * the same moment, and when there is no network; and it leaves nothing behind.
 * Method: several tabs and a line that holds or breaks requests; what the server revoked is asked of the server, and
 * what stays in the browser of its storage and its cookie jar.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Device, tabsTest } from "../support/device.ts";
import { eventually } from "../support/eventually.ts";
import type { Site } from "../support/site.ts";
import { ada, callApi, logInAs, logOut, outlivesToken, reaches, stateOf } from "../support/tab.ts";

const test = tabsTest({ policy: { accessTokenLifetimeMs: 2000 } });

async function openTwo(device: Device): Promise<[Page, Page]> {
  const first = await device.openTab();
  await reaches(first, "signedOut");
  await logInAs(first, ada);
  const second = await device.openTab();
  await reaches(second, "signedIn");
  return [first, second];
}

const sessionsOf = (site: Site) => site.pawl.list(ada);
const kept = (page: Page) =>
  page.evaluate(() => ({ local: Object.keys(localStorage), session: Object.keys(sessionStorage) }));

async function expectNothingLeft(page: Page): Promise<void> {
  await eventually(() => kept(page)).toEqual({ local: [], session: [] });
  expect(await page.context().cookies()).toEqual([]);
}

/** Where the refresh of the other tab is while the user logs out. */
const moments = ["on its way to the server", "on its way back"] as const;

test.for(moments)(
  "complaint 28: a logout while a refresh of another tab is %s signs out both, and the server",
  async (moment, { site, device }) => {
    const [first, second] = await openTwo(device);
    await outlivesToken(second);
    let release: (() => void) | undefined;
    site.line.treat("/auth/refresh", async ({ pass, deliver, write, cut }) => {
      site.line.leave("/auth/refresh");
      const released = new Promise<void>((go) => {
        release = go;
      });
      if (moment === "on its way to the server") {
        await released;
        return pass();
      }
      const answer = await deliver();
      release ??= () => undefined;
      await released;
      write(answer);
      setTimeout(cut, 50);
    });
    const call = callApi(second);
    await eventually(() => release !== undefined).toBe(true);
    await logOut(first);
    await eventually(async () => (await sessionsOf(site)).length).toBe(0);
    release?.();

    await call;
    await reaches(first, "signedOut");
    await eventually(async () => (await stateOf(second)).status).not.toBe("signedIn");
    const after = site.arrivals.length;
    for (const tab of [first, second]) await callApi(tab);
    expect(site.arrivals.slice(after).filter(({ subject }) => subject === ada)).toEqual([]);
    // Nothing comes back with a page load, whatever the late answer put into the jar.
    await second.reload();
    await reaches(second, "signedOut");
    await expectNothingLeft(second);
  },
);

const lastMoments: Record<string, (page: Page) => Promise<unknown>> = {
  "closing the tab": (page) => page.close(),
  "leaving for another site": (page) => page.goto("about:blank"),
  "a reload": (page) => page.reload({ waitUntil: "commit" }),
};

test.for(Object.entries(lastMoments))(
  "complaint 28: %s right at the logout does not keep the session alive",
  async ([, leave], { site, device }) => {
    const [first, second] = await openTwo(device);
    await logOut(second);
    await leave(second);

    await eventually(async () => (await sessionsOf(site)).length).toBe(0);
    const third = await device.openTab();
    await reaches(third, "signedOut");
    // Nobody may be left to say that it was the user's own logout; then it says so as it was told by the server.
    await eventually(async () => (await stateOf(first)).status).not.toMatch("signedIn|restoring");
    const state = await stateOf(first);
    if (state.status === "ended") expect(state.reason).toBe("logged_out");
    await expectNothingLeft(third);
  },
);

test("a logout without a network counts at once, outlives the page, and reaches the server when it is back", async ({
  site,
  device,
}) => {
  const [first, second] = await openTwo(device);
  site.line.breakOff("/auth/");
  await logOut(first);
  expect(await stateOf(first)).toEqual({ status: "signedOut" });
  await eventually(async () => (await stateOf(second)).status).toBe("signedOut");
  expect(await sessionsOf(site)).toHaveLength(1);

  // The cookie is still there, and signs nobody in.
  await second.close();
  device.forget();
  await first.reload();
  await reaches(first, "signedOut");
  const third = await device.openTab();
  await reaches(third, "signedOut");
  expect(await device.context.cookies()).toHaveLength(1);
  site.line.mend();

  await eventually(async () => (await sessionsOf(site)).length).toBe(0);
  await expectNothingLeft(first);
  await third.reload();
  await reaches(third, "signedOut");
  expect(device.sightings.filter(({ state }) => state.status === "signedIn")).toEqual([]);
});

test("a logout without a network that is followed by a login ends the old session, and not the new one", async ({
  site,
  device,
}) => {
  const [first, second] = await openTwo(device);
  const [before] = await sessionsOf(site);
  site.line.breakOff("/auth/");
  await logOut(first);
  site.line.mend();
  await logInAs(first, ada);
  await reaches(second, "signedIn");

  await eventually(async () => (await kept(first)).local).toEqual([]);
  expect((await sessionsOf(site)).map(({ sid }) => sid)).not.toContain(before?.sid);
  for (const tab of [first, second]) {
    await outlivesToken(tab);
    expect(await callApi(tab)).toEqual({ status: 200, subject: ada });
  }
});
