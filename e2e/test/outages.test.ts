/**
 * Goal: whatever happens between the browser and the server, no answer is no end: the page goes on by itself, and
 * nobody has to log in again.
 * Method: a reverse proxy that answers refreshes in the server's stead, or not at all, while a page is used and while
 * one is loaded.
 */
import { expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { eventually } from "./support/eventually.ts";
import type { Treatment } from "./support/proxy.ts";
import { addNote, button, generation, logIn, notes, offlineNotice } from "./support/user.ts";
import { watchFor, watchForDisturbance } from "./support/watch.ts";

const test = endToEnd();

const html = { "content-type": "text/html; charset=utf-8" };
const outages: Record<string, Treatment> = {
  "the connection breaks": ({ drop }) => drop(),
  "complaint 30: 503 of a deployment": ({ reply }) =>
    reply({ status: 503, headers: { ...html, "retry-after": "1" }, body: "<h1>Back soon</h1>" }),
  "complaint 33: a proxy's 403 page": ({ reply }) =>
    reply({ status: 403, headers: html, body: "<h1>Forbidden</h1>" }),
  "429 of a rate limit": ({ reply }) =>
    reply({ status: 429, headers: { "content-type": "application/json" }, body: '{"error":"slow down"}' }),
  "401 of somebody else": ({ reply }) =>
    reply({ status: 401, headers: { ...html, "www-authenticate": "Bearer" }, body: "<h1>Who are you?</h1>" }),
  "the page of a captive portal": ({ reply }) =>
    reply({ status: 200, headers: html, body: "<h1>Welcome to our café</h1>" }),
};

test.for(Object.entries(outages))(
  "%s: nobody is logged out, and the page goes on, in use as well as at load",
  async ([, outage], { proxiedPage: page, proxy }) => {
    await logIn(page);
    await notes(page).first().waitFor();
    const disturbances = await watchForDisturbance(page);
    proxy.treat("/auth/refresh", outage);
    const experiment = button(page, "Expire the access token now");
    await experiment.click();
    await page.getByText("No answer to the refresh").first().waitFor();
    await offlineNotice(page).waitFor();
    await eventually(() => experiment.getAttribute("aria-disabled")).toBe("false");
    expect(await disturbances()).toEqual([]);
    expect(await generation(page)).toBe(0);

    proxy.leave("/auth/refresh");
    // By itself, and nobody has to do anything.
    await eventually(() => generation(page)).toBe(1);
    await offlineNotice(page).waitFor({ state: "detached" });
    await addNote(page, "all is well again");
    expect(await disturbances()).toEqual([]);

    const forms = await watchFor(page.context(), "input[type=password]");
    const dialogs = await watchFor(page.context(), "[role=alertdialog]");
    proxy.treat("/auth/refresh", outage);
    await page.reload();
    // It waits, says so, and goes on by itself.
    await page.getByRole("status").filter({ hasText: "The server does not answer" }).waitFor();
    proxy.leave("/auth/refresh");
    await notes(page).first().waitFor();
    expect([...forms, ...dialogs]).toEqual([]);
  },
);

test("complaint 1: a refresh whose answer is lost is answered again, with the same generation", async ({
  proxiedPage: page,
  proxy,
}) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const disturbances = await watchForDisturbance(page);
  const cookieBefore = await page.context().cookies();
  const answers: number[] = [];
  proxy.treat("/auth/refresh", async ({ forward, drop }) => {
    answers.push((await forward()).status);
    drop();
  });
  await button(page, "Expire the access token now").click();
  await page.getByText("No answer to the refresh").first().waitFor();
  // The server has rotated, and the browser knows nothing of it.
  expect(new Set(answers)).toEqual(new Set([200]));
  expect(await page.context().cookies()).toEqual(cookieBefore);

  proxy.leave("/auth/refresh");
  await eventually(() => page.getByTestId("last-refresh").innerText()).toMatch(/^replayed/);
  expect(await generation(page)).toBe(1);
  await addNote(page, "after a lost answer");
  expect(await disturbances()).toEqual([]);

  await page.reload();
  await notes(page).first().waitFor();
});
