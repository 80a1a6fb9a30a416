/**
 * Goal: after a logout nothing of the session works or shows, here, in other tabs, behind the back button, or with
 * tokens that somebody kept; and no refresh that was on its way brings it back.
 * Method: the demo with a note that nobody else should read, watched for in every document; tokens saved from the
 * network are tried from outside the browser.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { eventually } from "./support/eventually.ts";
import { passOn } from "./support/proxy.ts";
import { savedTokens, tryTokens } from "./support/saved-tokens.ts";
import { recordTraffic } from "./support/traffic.ts";
import { addNote, button, dialog, logIn, loginForm, notes } from "./support/user.ts";
import { watchForText } from "./support/watch.ts";

const test = endToEnd();

const secret = "the note that nobody else should read";

const logOut = async (page: Page) => {
  await button(page, "Log out").click();
  await loginForm(page).waitFor();
};

test("a logout clears the cookie, and the tokens that somebody kept are refused from then on", async ({
  page,
  demo,
}) => {
  const traffic = recordTraffic(page);
  const saved = savedTokens(page);
  await logIn(page);
  await notes(page).first().waitFor();
  const tokens = await saved();
  expect(await tryTokens(demo.origin, tokens)).toMatchObject({ api: 200 });

  await logOut(page);
  expect(await traffic.statuses("POST /auth/logout")).toEqual([204]);
  expect(await page.context().cookies()).toEqual([]);
  expect(await tryTokens(demo.origin, tokens)).toEqual({ api: 401, refresh: 401, code: "session_revoked" });

  // A logout is nobody's surprise.
  await page.goto("/");
  await loginForm(page).waitFor();
  expect(await dialog(page).count()).toBe(0);
});

test("the back button shows nothing private: not in this document, not in one before it", async ({
  page,
}) => {
  const sightings = await watchForText(page.context(), secret);
  await logIn(page);
  await addNote(page, secret);
  // Another document, so that going back there is more than a change of the address.
  await page.goto("/devices");
  await page.getByRole("list", { name: "Devices" }).waitFor();
  await page.getByRole("link", { name: "Notes" }).click();
  await notes(page).filter({ hasText: secret }).first().waitFor();
  await logOut(page);
  await page.evaluate(() => undefined);
  expect(sightings.length).toBeGreaterThan(0);
  sightings.length = 0;

  for (let step = 0; step < 4; step++) {
    const answer = await page.goBack({ waitUntil: "commit" });
    if (answer === null && page.url() === "about:blank") break;
    await loginForm(page).waitFor();
  }
  await page.goto("/");
  await loginForm(page).waitFor();
  expect(sightings).toEqual([]);
});

test("a page that comes back from the back-forward cache asks before it shows anything", async ({
  proxiedPage: page,
  proxy,
  foreignSite,
}) => {
  // The demo forbids to keep its page; an app that does not must be safe all the same.
  proxy.treat("/", async ({ forward, reply }) => {
    const answer = await forward();
    reply({ ...answer, headers: { ...answer.headers, "cache-control": "private" } });
  });
  const restored: boolean[] = [];
  await page.exposeFunction("pageWasShown", (persisted: boolean) => void restored.push(persisted));
  await page.addInitScript(() => {
    addEventListener("pageshow", ({ persisted }) => {
      (globalThis as unknown as { pageWasShown(persisted: boolean): void }).pageWasShown(persisted);
    });
  });
  await logIn(page);
  await addNote(page, secret);
  const cookies = await page.context().cookies();
  await page.goto("/");
  await notes(page).filter({ hasText: secret }).first().waitFor();
  await page.goto(foreignSite.origin);

  // Meanwhile somebody logs out with the same cookie, and no tab hears of it.
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const answer = await fetch(`${proxy.origin}/auth/logout`, {
    method: "POST",
    headers: { cookie, "Pawl-Csrf": "1", origin: proxy.origin, "Sec-Fetch-Site": "same-origin" },
  });
  expect(answer.status).toBe(204);

  let release = () => {};
  const asked = proxy.next("/auth/refresh");
  proxy.treat("/auth/refresh", async (exchange) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    await passOn(exchange);
  });
  await page.goBack({ waitUntil: "commit" });
  await asked;
  expect(restored).toContain(true);
  // As long as nobody knows, nothing is shown, read out or in reach.
  for (const sight of await page.getByText(secret).all()) expect(await sight.isVisible()).toBe(false);
  expect(await notes(page).count()).toBe(0);
  release();
  await loginForm(page).or(dialog(page)).first().waitFor();
  expect(await page.getByText(secret).count()).toBe(0);
});

test("another tab is signed out as well, without a dialog", async ({ page }) => {
  await logIn(page);
  await addNote(page, secret);
  const second = await page.context().newPage();
  await second.goto("/");
  await notes(second).filter({ hasText: secret }).first().waitFor();

  await logOut(page);
  await loginForm(second).waitFor();
  expect(await second.getByText(secret).count()).toBe(0);
  expect(await dialog(second).count()).toBe(0);
});

test("an offline logout wipes the page at once, and reaches the server as soon as it can", async ({
  page,
  demo,
}) => {
  const saved = savedTokens(page);
  await logIn(page);
  await addNote(page, secret);
  const tokens = await saved();

  await page.context().setOffline(true);
  await logOut(page);
  expect(await page.getByText(secret).count()).toBe(0);
  expect(await tryTokens(demo.origin, tokens)).toMatchObject({ api: 200 });

  await page.context().setOffline(false);
  await eventually(() => tryTokens(demo.origin, tokens)).toMatchObject({ api: 401 });
});

test("complaint 28: a refresh on its way brings nothing back after a logout", async ({
  proxiedPage: page,
  proxy,
}) => {
  await logIn(page);
  await notes(page).first().waitFor();

  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  proxy.treat("/auth/refresh", async ({ forward, reply }) => {
    const answer = await forward();
    await released;
    reply(answer);
  });
  const refresh = proxy.next("/auth/refresh");
  await button(page, "Expire the access token now").click();
  await refresh;
  await logOut(page);
  release();
  proxy.leave("/auth/refresh");

  await page.reload();
  await loginForm(page).waitFor();
  await page.goto("/");
  await loginForm(page).waitFor();
  expect(await notes(page).count()).toBe(0);
});

test("complaint 28: a logout reaches the server even if the tab is closed before it could be sent", async ({
  proxiedPage: page,
  proxy,
  demo,
}) => {
  // One more tab, so that the browser has no reason to end with the other.
  await page.context().newPage();
  const saved = savedTokens(page);
  await logIn(page);
  await notes(page).first().waitFor();
  const tokens = await saved();

  // As many requests as Chromium makes of one host at a time: whatever comes now has to wait.
  let held = 0;
  proxy.treat("/held", () => {
    held += 1;
  });
  await page.evaluate(() => {
    for (let one = 0; one < 6; one++) fetch(`/held?${one}`).catch(() => undefined);
  });
  await eventually(() => held).toBe(6);
  await button(page, "Log out").click();
  expect(proxy.sent.map(({ path }) => path)).not.toContain("/auth/logout");
  await page.close();
  await eventually(() => tryTokens(demo.origin, tokens)).toMatchObject({ api: 401 });
});
