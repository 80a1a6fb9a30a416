/**
 * Goal: a page that is loaded finds its session again, or finds that there is none, without bothering anyone.
 * Method: reloads, new tabs and planted cookies; login form and dialog are watched for from each document's first
 * moment on.
 */
import { expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { recordTraffic } from "./support/traffic.ts";
import { dialog, generation, logIn, loginForm, notes } from "./support/user.ts";
import { watchFor } from "./support/watch.ts";

const test = endToEnd();

test("a reload and a new tab go on with the session, and the login form is never shown", async ({ page }) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const device = page.context();
  const forms = await watchFor(device, "input[type=password]");
  const traffic = recordTraffic(device);

  await page.reload();
  await notes(page).first().waitFor();
  expect(await traffic.statuses("POST /auth/refresh")).toEqual([200]);

  const second = await device.newPage();
  await second.goto("/devices");
  await second.getByRole("list", { name: "Devices" }).waitFor();
  // The same session, not one more.
  expect(await second.getByRole("listitem").filter({ hasText: "this one" }).count()).toBe(1);
  expect(await generation(second)).toBeGreaterThan(0);
  expect(traffic.of("POST /auth/login")).toHaveLength(0);
  expect(forms).toEqual([]);
});

test("without a session, the login form is shown and no dialog", async ({ page }) => {
  const dialogs = await watchFor(page.context(), "[role=alertdialog]");
  const traffic = recordTraffic(page);
  await page.goto("/devices");
  await loginForm(page).waitFor();
  await page.reload();
  await loginForm(page).waitFor();

  expect(await traffic.statuses("POST /auth/refresh")).toEqual([401, 401]);
  expect(dialogs).toEqual([]);
  expect(new URL(page.url()).searchParams.get("return_to")).toBe("/devices");
});

test("a cookie that is worth nothing is the same as none, and does not keep anyone from logging in", async ({
  page,
}) => {
  await logIn(page);
  const device = page.context();
  const [cookie] = await device.cookies();
  if (cookie === undefined) throw new Error("There is no cookie after the login.");
  const dialogs = await watchFor(device, "[role=alertdialog]");

  const middle = Math.floor(cookie.value.length / 2);
  const forged = `${cookie.value.slice(0, middle)}${cookie.value[middle] === "A" ? "B" : "A"}${cookie.value.slice(middle + 1)}`;
  for (const value of ["x", "", forged]) {
    await device.clearCookies();
    await device.addCookies([{ ...cookie, value }]);
    await page.goto("/");
    await loginForm(page).waitFor();
    await logIn(page);
    await page.reload();
    await notes(page).first().waitFor();
  }
  expect(dialogs).toEqual([]);
  expect(await dialog(page).count()).toBe(0);
});
