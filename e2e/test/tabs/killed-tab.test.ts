/**
 * Goal: a tab that dies or stands still in the middle of a refresh holds up no other, and costs nobody the session.
 * Method: the line holds the refresh of one tab, which therefore holds the browser's lock; the tab is closed, its
 * renderer is crashed, its document is frozen or left for another; then a second tab needs a token.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { tabsTest } from "../support/device.ts";
import { eventually } from "../support/eventually.ts";
import { crash, setFrozen } from "../support/life-cycle.ts";
import type { Call } from "../support/line.ts";
import { ada, callApi, logInAs, outlivesToken, reaches } from "../support/tab.ts";

const test = tabsTest({ policy: { accessTokenLifetimeMs: 2000 } });

const deaths: Record<string, (page: Page) => Promise<unknown>> = {
  "is closed": (page) => page.close(),
  crashes: crash,
  "is reloaded": (page) => page.reload({ waitUntil: "commit" }),
  "is left for another page": (page) => page.goto("about:blank"),
  "is frozen": (page) => setFrozen(page, true),
};

const moments: Record<string, (call: Call) => Promise<unknown> | undefined> = {
  "before its refresh reached the server": () => undefined,
  "when the server has rotated, and it does not know": ({ deliver }) => deliver(),
};

const cases = Object.entries(deaths).flatMap(([death, kill]) =>
  Object.entries(moments).map(([moment, hold]) => ({ death, kill, moment, hold })),
);

test.for(cases)(
  "complaint 19: a tab that $death $moment holds up no other, and the session goes on",
  async ({ kill, hold }, { site, device }) => {
    const first = await device.openTab();
    await reaches(first, "signedOut");
    await logInAs(first, ada);
    const second = await device.openTab();
    await reaches(second, "signedIn");
    for (const tab of [first, second]) await outlivesToken(tab);
    device.forget();

    let held = 0;
    site.line.treat("/auth/refresh", async (call) => {
      site.line.leave("/auth/refresh");
      await hold(call);
      held++;
    });
    const lost = callApi(first).catch(() => undefined);
    await eventually(() => held).toBe(1);
    const waiting = callApi(second);
    await kill(first);

    expect(await waiting).toEqual({ status: 200, subject: ada });
    expect(await callApi(second)).toEqual({ status: 200, subject: ada });
    const third = await device.openTab();
    await reaches(third, "signedIn");
    expect(
      device.sightings.filter(({ state }) => state.status === "ended" || state.status === "signedOut"),
    ).toEqual([]);
    expect(site.events.filter(({ type }) => type === "session_ended")).toEqual([]);
    await first.close();
    await lost;
  },
);

test("a frozen tab that holds nothing is waited for by nobody", async ({ site, device }) => {
  const first = await device.openTab();
  await reaches(first, "signedOut");
  await logInAs(first, ada);
  const second = await device.openTab();
  await reaches(second, "signedIn");
  for (const tab of [first, second]) await outlivesToken(tab);
  await setFrozen(first, true);

  expect(await callApi(second)).toEqual({ status: 200, subject: ada });
  expect(site.events.filter(({ type }) => type === "session_ended")).toEqual([]);
  await setFrozen(first, false);
  expect(await callApi(first)).toEqual({ status: 200, subject: ada });
});
