/**
 * Goal: when another user logs in in another tab, this tab is fenced: it ends, it sends nothing with the other's token,
 * and what was waiting is dropped (complaint 50). The same user's new login is no such thing.
 * Method: two tabs of one browser, each of which puts its name on its requests; the API says whose token came.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Device, tabsTest } from "../support/device.ts";
import { eventually } from "../support/eventually.ts";
import { ada, bob, callApi, logInAs, outlivesToken, reaches, stateOf } from "../support/tab.ts";

const test = tabsTest({ policy: { accessTokenLifetimeMs: 2000 } });
const fenced = { status: "ended", code: "session_revoked", reason: "replaced_by_login", subject: ada };

/** What it calls itself in its requests. */
function name(page: Page, title: string): Promise<void> {
  return page.evaluate((text) => {
    document.title = text;
  }, title);
}

/** The first is signed in as Ada. */
async function openTwo(device: Device): Promise<[Page, Page]> {
  const first = await device.openTab();
  await reaches(first, "signedOut");
  await logInAs(first, ada);
  const second = await device.openTab();
  await reaches(second, "signedIn");
  await name(first, "first");
  await name(second, "second");
  return [first, second];
}

test("complaint 50: a tab of the former user ends, and sends nothing as the new one", async ({
  site,
  device,
}) => {
  const [first, second] = await openTwo(device);
  await logInAs(second, bob);
  expect(await callApi(second)).toEqual({ status: 200, subject: bob });
  await eventually(() => stateOf(first)).toEqual(fenced);
  for (let call = 0; call < 3; call++) {
    expect(await callApi(first)).toEqual({ error: "SessionError", reason: "replaced_by_login" });
  }
  await outlivesToken(second);
  expect(await callApi(second)).toEqual({ status: 200, subject: bob });

  expect(site.arrivals.filter(({ tab, subject }) => tab === "first" && subject === bob)).toEqual([]);
  expect(await stateOf(first)).toEqual(fenced);
  // A page load makes it the new user's.
  await first.reload();
  await reaches(first, "signedIn");
  expect(await callApi(first)).toEqual({ status: 200, subject: bob });
});

test("complaint 50: a call that was waiting when another user logged in is dropped", async ({
  site,
  device,
}) => {
  const [first, second] = await openTwo(device);
  await outlivesToken(first);
  site.line.breakOff("/auth/refresh");
  const waiting = callApi(first, { whenOffline: "wait", whenEnded: "wait" });
  await eventually(async () => {
    const state = await stateOf(first);
    return state.status === "signedIn" && state.offline;
  }).toBe(true);
  await logInAs(second, bob);
  site.line.mend();

  expect(await waiting).toEqual({ error: "SessionError", reason: "replaced_by_login" });
  expect(site.arrivals.filter(({ tab, line }) => tab === "first" && line === "GET /api/notes")).toEqual([]);
  await eventually(() => stateOf(first)).toEqual(fenced);
});

test("complaint 50: a refresh in flight while another user logs in does not hand over their token", async ({
  site,
  device,
}) => {
  const [first, second] = await openTwo(device);
  await outlivesToken(first);
  let release: (() => void) | undefined;
  site.line.treat("/auth/refresh", async ({ pass }) => {
    await new Promise<void>((go) => {
      release = go;
    });
    await pass();
  });
  const call = callApi(first);
  await eventually(() => release !== undefined).toBe(true);
  const login = logInAs(second, bob);
  site.line.leave("/auth/refresh");
  release?.();
  await login;
  const outcome = await call;

  // As the user who began it, or not at all.
  if ("subject" in outcome) expect(outcome.subject).toBe(ada);
  await eventually(() => stateOf(first)).toEqual(fenced);
  expect(await callApi(second)).toEqual({ status: 200, subject: bob });
  expect(site.arrivals.filter(({ tab, subject }) => tab === "first" && subject === bob)).toEqual([]);
});

test("without BroadcastChannel the tab finds out at its next refresh, and sends nothing as the new user", async ({
  site,
  device,
}) => {
  await device.context.addInitScript(() => {
    Reflect.deleteProperty(globalThis, "BroadcastChannel");
  });
  const [first, second] = await openTwo(device);
  await logInAs(second, bob);
  await outlivesToken(first);
  expect(await callApi(first)).toEqual({ error: "SessionError", reason: "replaced_by_login" });
  expect(await stateOf(first)).toEqual(fenced);
  expect(site.arrivals.filter(({ tab, subject }) => tab === "first" && subject === bob)).toEqual([]);
});

test("a new login of the same user in another tab takes this tab along, and its waiting calls", async ({
  site,
  device,
}) => {
  const [first, second] = await openTwo(device);
  const [session] = await site.pawl.list(ada);
  await site.pawl.revoke(session?.sid ?? "");
  await reaches(first, "ended");
  await reaches(second, "ended");
  const waiting = callApi(first, { whenEnded: "wait" });
  await logInAs(second, ada);

  expect(await waiting).toEqual({ status: 200, subject: ada });
  await reaches(first, "signedIn");
});
