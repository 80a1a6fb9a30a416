/**
 * Goal: when a session ends, every open tab says so by itself, with the reason, over one connection for all of them.
 * Method: a session is revoked at the server while five tabs stand open and nobody touches them; the connection of
 * `GET /events` is counted, cut, and its tab closed.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Device, tabsTest } from "../support/device.ts";
import { eventually } from "../support/eventually.ts";
import { crash, setFrozen } from "../support/life-cycle.ts";
import type { Site } from "../support/site.ts";
import { ada, callApi, eventsOf, logInAs, reaches, stateOf } from "../support/tab.ts";

const test = tabsTest();

async function openSignedIn(device: Device, count: number): Promise<Page[]> {
  const first = await device.openTab();
  await reaches(first, "signedOut");
  await logInAs(first, ada);
  const tabs = [first];
  while (tabs.length < count) tabs.push(await device.openTab());
  for (const tab of tabs) await reaches(tab, "signedIn");
  return tabs;
}

async function revoke(
  { pawl }: Site,
  ...reason: Parameters<Site["pawl"]["revoke"]> extends [string, ...infer R] ? R : never
) {
  const [session] = await pawl.list(ada);
  await pawl.revoke(session?.sid ?? "", ...reason);
}

const expectAllEnded = async (tabs: readonly Page[], reason: string) => {
  for (const tab of tabs) {
    await eventually(() => stateOf(tab)).toMatchObject({ status: "ended", reason, subject: ada });
  }
};

test.for(["revoked_by_admin", "password_changed"] as const)(
  "a session that ends as %s is shown as ended in five tabs, by one connection, and nobody had to ask",
  async (reason, { site, device }) => {
    const tabs = await openSignedIn(device, 5);
    await eventually(site.openStreams).toBe(1);
    await revoke(site, reason);
    await expectAllEnded(tabs, reason);

    // The tab that is next in line may try before it hears why the line moved on: it is told no.
    const opened = site.arrivalsOf("GET /auth/events").filter(({ status }) => status === 200);
    expect(opened).toHaveLength(1);
    expect(site.arrivalsOf("GET /api/notes")).toEqual([]);
    await eventually(site.openStreams).toBe(0);
    // One tab was told by the server that the cookie is worthless, and nobody went on asking.
    const asked = site.arrivalsOf("POST /auth/refresh").filter(({ status }) => status !== 200);
    expect(asked.length).toBeLessThanOrEqual(1 + tabs.length);
  },
);

const departures: Record<string, (page: Page) => Promise<unknown>> = {
  "is closed": (page) => page.close(),
  crashes: crash,
  "goes elsewhere": (page) => page.goto("about:blank"),
};

test.for(Object.entries(departures))(
  "when the tab that listens %s, another takes over",
  async ([, leave], { site, device }) => {
    const [leader, ...others] = (await openSignedIn(device, 3)) as [Page, ...Page[]];
    await eventually(site.openStreams).toBe(1);
    await leave(leader);
    await eventually(() => site.arrivalsOf("GET /auth/events").length).toBe(2);
    await eventually(site.openStreams).toBe(1);
    await revoke(site);
    await expectAllEnded(others, "revoked_by_admin");
  },
);

test("a stream that a proxy cuts is opened again, and nobody notices anything else", async ({
  site,
  device,
}) => {
  const tabs = await openSignedIn(device, 2);
  await eventually(site.openStreams).toBe(1);
  device.forget();
  const before = site.arrivalsOf("POST /auth/refresh").length;
  for (const round of [2, 3]) {
    site.line.breakOff("/auth/events");
    site.line.mend();
    await eventually(() => site.arrivalsOf("GET /auth/events").length).toBe(round);
    await eventually(site.openStreams).toBe(1);
  }
  expect(site.arrivalsOf("POST /auth/refresh").length).toBe(before);
  // A token that the other tab was given when it was opened may still be on its way here.
  const noticed = device.sightings.filter(({ state }) => state.status !== "signedIn" || state.offline);
  expect(noticed).toEqual([]);
  await revoke(site);
  await expectAllEnded(tabs, "revoked_by_admin");
});

test("a server that is restarted is found again, and what it ends then is told", async ({ site, device }) => {
  const tabs = await openSignedIn(device, 2);
  await eventually(site.openStreams).toBe(1);
  await site.restart();
  await eventually(() => site.arrivalsOf("GET /auth/events").length).toBe(2);
  await revoke(site);
  await expectAllEnded(tabs, "revoked_by_admin");
});

test("where there is no such route, nothing is asked twice, and the end is found at the next refresh", async ({
  site,
  device,
}) => {
  site.line.treat("/auth/events", ({ write, cut }) => {
    write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    setTimeout(cut, 50);
  });
  const tabs = await openSignedIn(device, 2);
  await revoke(site);
  const [first] = tabs as [Page];
  expect(await callApi(first)).toEqual({ error: "SessionError", reason: "revoked_by_admin" });
  await expectAllEnded(tabs, "revoked_by_admin");
});

test("a frozen tab that listens does not keep the others from finding out", async ({ site, device }) => {
  const [leader, other] = (await openSignedIn(device, 2)) as [Page, Page];
  await eventually(site.openStreams).toBe(1);
  await setFrozen(leader, true);
  await revoke(site);
  expect(await callApi(other)).toMatchObject({ error: "SessionError" });
  await setFrozen(leader, false);
  await expectAllEnded([leader, other], "revoked_by_admin");
  const ends = (await eventsOf(leader)).filter(({ type }) => type === "session_ended");
  expect(ends).toHaveLength(1);
});
