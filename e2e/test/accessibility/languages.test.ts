/**
 * Goal: each end of a session tells its own reason, in every open tab and in the user's language; what is read from
 * right to left is laid out so.
 * Method: sessions ended for each reason from outside the page; every word of the texts that were replaced is looked
 * for in what was rendered.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { endToEnd } from "../support/end-to-end.ts";
import { chooseLanguage, latinWords } from "../support/language.ts";
import { savedTokens } from "../support/saved-tokens.ts";
import { warnOfInactivity } from "../support/screens.ts";
import { button, dialog, logIn, loginForm, notes, offlineNotice } from "../support/user.ts";

const test = endToEnd();

/** All but the user's own logout in another tab, which is nobody's surprise: see logout.test.ts. */
const reasons = {
  inactivity: /expired.*not used for a while/s,
  absolute_lifetime: /expired.*no login lasts forever/is,
  logged_out_elsewhere: /ended.*from another device/s,
  replaced_by_login: /ended.*another login/is,
  revoked_by_admin: /ended.*an administrator/is,
  refresh_token_reused: /ended.*for your safety/is,
  password_changed: /ended.*the password was changed/is,
  user_disabled: /ended.*account has been disabled/is,
} as const;

const sideOf = async (page: Page, selector: string) => {
  const box = await page.locator(selector).first().boundingBox();
  return (box?.x ?? 0) + (box?.width ?? 0) / 2;
};

test.for(Object.entries(reasons))(
  "ended for %s: every tab says so, with these words and no others when they are replaced",
  async ([reason, words], { page, demo }) => {
    const saved = savedTokens(page);
    await logIn(page);
    await notes(page).first().waitFor();
    const second = await page.context().newPage();
    await second.goto("/devices");
    await second.getByRole("list", { name: "Devices" }).waitFor();

    const { accessToken } = await saved();
    const response = await fetch(`${demo.origin}/api/demo/end-session`, {
      method: "POST",
      headers: { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" },
      body: JSON.stringify({ reason }),
    });
    expect(response.status).toBe(204);
    for (const tab of [page, second]) {
      await dialog(tab).waitFor();
      expect(await dialog(tab).innerText()).toMatch(words);
      expect(await dialog(tab).count()).toBe(1);
    }
    await chooseLanguage(page, "ar");
    for (const tab of [page, second]) expect(await latinWords(tab, "[role=alertdialog]")).toEqual([]);
    await chooseLanguage(page, "de");
    expect(await dialog(page).innerText()).toMatch(/Sitzung/);
  },
);

test("the warning, the notice and the pages are in the user's language, too", async ({ page }) => {
  await page.goto("/login?lang=ar");
  await page.getByLabel("كلمة المرور", { exact: true }).waitFor();
  expect(await latinWords(page, ".login")).toEqual([]);
  await chooseLanguage(page, "en");

  await warnOfInactivity(page);
  await chooseLanguage(page, "ar");
  expect(await latinWords(page, "[role=alertdialog]")).toEqual([]);
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await chooseLanguage(page, "en");

  await button(page, "Cut the network for 20 s").click();
  await offlineNotice(page).waitFor();
  await chooseLanguage(page, "ar");
  expect(await latinWords(page, ".notice")).toEqual([]);
  // The address of who is logged in is no word of ours.
  expect(await latinWords(page, ".masthead nav, .masthead button, .page h1, .page-lead, .note-form")).toEqual(
    [],
  );
});

test("from right to left everything is mirrored, but not the panel, which stays English", async ({
  page,
}) => {
  await logIn(page);
  await notes(page).first().waitFor();
  expect(await sideOf(page, ".masthead .brand")).toBeLessThan(await sideOf(page, ".masthead-account"));
  expect(await sideOf(page, ".page")).toBeLessThan(await sideOf(page, ".case"));

  await chooseLanguage(page, "ar");
  expect(await page.evaluate(() => document.documentElement.dir)).toBe("rtl");
  expect(await sideOf(page, ".masthead .brand")).toBeGreaterThan(await sideOf(page, ".masthead-account"));
  expect(await sideOf(page, ".page")).toBeGreaterThan(await sideOf(page, ".case"));
  expect(await sideOf(page, ".note-form input")).toBeGreaterThan(await sideOf(page, ".note-form button"));
  expect(await page.locator(".case").getAttribute("lang")).toBe("en");
  expect(await page.locator(".case").getAttribute("dir")).toBe("ltr");

  await button(page, "Change the password").click();
  await dialog(page).waitFor();
  expect(await dialog(page).evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
  const [heading, box] = [await page.locator("[role=alertdialog] h2"), dialog(page)];
  expect(await heading.evaluate((element) => getComputedStyle(element).textAlign)).toBe("start");
  expect(await sideOf(page, "[role=alertdialog] .checkbox input")).toBeGreaterThan(
    ((await box.boundingBox())?.x ?? 0) + ((await box.boundingBox())?.width ?? 0) / 2,
  );
});

test("the language is kept for later pages, and ?lang= asks for one", async ({ page }) => {
  await page.goto("/login?lang=de");
  await page.getByRole("heading", { name: "Anmelden" }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("de");
  await page.goto("/login");
  await page.getByRole("heading", { name: "Anmelden" }).waitFor();
  await page.getByLabel("Sprache").selectOption("en");
  await loginForm(page).waitFor();
  await page.goto("/login?lang=none-of-ours");
  await loginForm(page).waitFor();
});
