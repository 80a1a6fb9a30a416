/**
 * Goal: the network may go at any step of a session's life. The page says that it is offline, nobody has to log in
 * again, and all is well by itself once the network is back.
 * Method: the line breaks at a step, and so does the browser's network where a page would be told of it. Whether it is
 * told or not, the test only mends it and waits. Each state that any tab is ever in is recorded.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Device, tabsTest } from "../support/device.ts";
import { eventually } from "../support/eventually.ts";
import type { CallTreatment } from "../support/line.ts";
import type { Site } from "../support/site.ts";
import {
  ada,
  callApi,
  logInAs,
  logOut,
  outlivesToken,
  reaches,
  refreshNow,
  stateOf,
} from "../support/tab.ts";

const test = tabsTest({ policy: { accessTokenLifetimeMs: 2000 }, client: { refreshTimeoutMs: 3000 } });

async function openSignedIn(device: Device): Promise<Page> {
  const page = await device.openTab();
  await reaches(page, "signedOut");
  await logInAs(page, ada);
  device.forget();
  return page;
}

const isOffline = async (page: Page) => {
  const state = await stateOf(page);
  return "offline" in state && state.offline;
};

function expectNoEnd({ sightings }: Device): void {
  const shown = sightings.map(({ state }) => state.status);
  expect(shown).not.toContain("ended");
  expect(shown).not.toContain("signedOut");
}

/** With the news of the browser, or without: a dead server or a dead wire behind the router is not told. */
const outages: Record<
  string,
  { begin(site: Site, device: Device): Promise<void>; end(site: Site, device: Device): Promise<void> }
> = {
  "the browser is offline": {
    async begin({ line }, { context }) {
      await context.setOffline(true);
      line.breakOff();
    },
    async end({ line }, { context }) {
      line.mend();
      await context.setOffline(false);
    },
  },
  "the line is dead": {
    begin: async ({ line }) => line.breakOff(),
    end: async ({ line }) => line.mend(),
  },
};
const kinds = Object.entries(outages);

test.for(kinds)(
  "%s at the first call: it fails, or waits if it may, and the page heals",
  async ([, outage], { site, device }) => {
    const page = await openSignedIn(device);
    await outlivesToken(page);
    await outage.begin(site, device);
    expect(await callApi(page)).toMatchObject({ error: "UnavailableError" });
    expect(await isOffline(page)).toBe(true);
    const patient = callApi(page, { whenOffline: "wait" });
    await outage.end(site, device);

    expect(await patient).toEqual({ status: 200, subject: ada });
    expect(await isOffline(page)).toBe(false);
    expectNoEnd(device);
  },
);

/** Where the refresh is when the network goes. */
const stages: Record<string, CallTreatment> = {
  "on its way to the server": () => undefined,
  "decided by the server": async ({ deliver }) => void (await deliver()),
  "answered with headers alone": async ({ deliver, write }) => {
    const answer = await deliver();
    write(answer.subarray(0, answer.indexOf("\r\n\r\n") + 4));
  },
  "half answered": async ({ deliver, write }) => {
    const answer = await deliver();
    write(answer.subarray(0, answer.length - 200));
  },
};
const flights = kinds.flatMap(([kind, outage]) =>
  Object.entries(stages).map(([stage, treatment]) => ({ kind, outage, stage, treatment })),
);

test.for(flights)(
  "$kind while a refresh is $stage: the page heals by itself",
  async ({ outage, treatment }, { site, device }) => {
    const page = await openSignedIn(device);
    await outlivesToken(page);
    let reached = false;
    site.line.treat("/auth/refresh", async (call) => {
      await treatment(call);
      reached = true;
    });
    const call = callApi(page);
    await eventually(() => reached).toBe(true);
    await outage.begin(site, device);
    expect(await call).toMatchObject({ error: "UnavailableError" });
    expect(await isOffline(page)).toBe(true);
    await outage.end(site, device);

    await eventually(() => isOffline(page)).toBe(false);
    expect(await callApi(page, { whenOffline: "wait" })).toEqual({ status: 200, subject: ada });
    expectNoEnd(device);
    expect(site.events.filter(({ type }) => type === "session_ended" || type === "refresh_refused")).toEqual(
      [],
    );
  },
);

test("a page that is opened while the auth server is down waits, says so, and is signed in once it is back", async ({
  site,
  device,
}) => {
  await openSignedIn(device);
  site.line.breakOff("/auth/");
  const page = await device.openTab();
  await eventually(() => isOffline(page)).toBe(true);
  expect(await stateOf(page)).toMatchObject({ status: "restoring" });
  const patient = callApi(page, { whenOffline: "wait" });
  site.line.mend();

  await reaches(page, "signedIn");
  expect(await patient).toEqual({ status: 200, subject: ada });
  expectNoEnd(device);
});

test("a page that is reloaded while the server answers 502 is signed in once it does its work again", async ({
  site,
  device,
}) => {
  const page = await openSignedIn(device);
  site.line.treat("/auth/refresh", ({ write, cut }) => {
    write(
      "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 3\r\nConnection: close\r\n\r\nBad",
    );
    setTimeout(cut, 50);
  });
  await page.reload();
  await eventually(() => isOffline(page)).toBe(true);
  expect(await stateOf(page)).toMatchObject({ status: "restoring" });
  site.line.mend();
  await reaches(page, "signedIn");
  expect(await callApi(page)).toEqual({ status: 200, subject: ada });
  expectNoEnd(device);
});

test.for(kinds)(
  "%s at the login: it says so, and the next attempt logs in",
  async ([, outage], { site, device }) => {
    const page = await device.openTab();
    await reaches(page, "signedOut");
    await outage.begin(site, device);
    const failure = await logInAs(page, ada).catch((error: Error) => error.message);
    expect(failure).toContain("no answer");
    expect(await stateOf(page)).toEqual({ status: "signedOut" });
    await outage.end(site, device);
    await logInAs(page, ada);
    expect(await callApi(page)).toEqual({ status: 200, subject: ada });
  },
);

test.for(kinds)(
  "%s at the logout: the page is signed out at once, and the server once it can be told",
  async ([, outage], { site, device }) => {
    const page = await openSignedIn(device);
    await outage.begin(site, device);
    await logOut(page);
    expect(await stateOf(page)).toEqual({ status: "signedOut" });
    await outage.end(site, device);

    await eventually(() => site.events.filter(({ type }) => type === "session_ended")).toMatchObject([
      { reason: "logged_out" },
    ]);
    await eventually(async () => (await device.context.cookies()).length).toBe(0);
    expect(await stateOf(page)).toEqual({ status: "signedOut" });
    // Nothing is left to be restored.
    await page.reload();
    await reaches(page, "signedOut");
    expect(await refreshNow(page)).toBe("SessionError");
  },
);

test("complaint 32: five tabs that the network comes back to ask for one new token, not five", async ({
  site,
  device,
}) => {
  const first = await openSignedIn(device);
  const tabs = [first, ...(await Promise.all([1, 2, 3, 4].map(() => device.openTab())))];
  for (const tab of tabs) await reaches(tab, "signedIn");
  for (const tab of tabs) await outlivesToken(tab);
  await outages["the browser is offline"]?.begin(site, device);
  const outcomes = await Promise.all(tabs.map((tab) => callApi(tab)));
  expect(outcomes).toEqual(tabs.map(() => expect.objectContaining({ error: "UnavailableError" })));
  const before = site.arrivalsOf("POST /auth/refresh").length;
  device.forget();
  await outages["the browser is offline"]?.end(site, device);

  const healed = await Promise.all(tabs.map((tab) => callApi(tab, { whenOffline: "wait" })));
  expect(healed).toEqual(tabs.map(() => ({ status: 200, subject: ada })));
  expect(site.arrivalsOf("POST /auth/refresh").length - before).toBe(1);
  expectNoEnd(device);
});

test("a tab that was told of an outage by another goes on by itself when that one is closed", async ({
  site,
  device,
}) => {
  const first = await openSignedIn(device);
  const second = await device.openTab();
  await reaches(second, "signedIn");
  for (const tab of [first, second]) await outlivesToken(tab);
  // Nobody is to ask for two seconds.
  site.line.treat("/auth/refresh", ({ write, cut }) => {
    write("HTTP/1.1 503 Busy\r\nRetry-After: 2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    setTimeout(cut, 50);
  });
  expect(await callApi(first)).toMatchObject({ error: "UnavailableError" });
  const patient = callApi(second, { whenOffline: "wait" });
  await eventually(() => isOffline(second)).toBe(true);
  await first.close();
  site.line.mend();

  expect(await patient).toEqual({ status: 200, subject: ada });
  expectNoEnd(device);
});
