/**
 * Goal: who uses a keyboard, a password manager or the clipboard gets everywhere.
 * Method: a walk from login to logout without a mouse, on which the focus must always be visible.
 */
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { demoLogin } from "./support/demo.ts";
import { endToEnd } from "./support/end-to-end.ts";
import { eventually } from "./support/eventually.ts";
import { button, loginForm, notes, notesHeading } from "./support/user.ts";

const test = endToEnd();

/** Presses Tab until the element has the focus, as who uses a keyboard would. */
async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  for (let press = 0; press < 60; press++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      // Who cannot see where the focus is is lost.
      expect(await target.evaluate((element) => element.matches(":focus-visible"))).toBe(true);
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(`Tab never came to ${target}.`);
}

test("with the keyboard alone one logs in, adds a note, deletes it and logs out", async ({ page }) => {
  await page.goto("/");
  await loginForm(page).waitFor();
  await tabTo(page, page.getByLabel("E-mail"));
  await page.keyboard.type(demoLogin.email);
  await tabTo(page, page.getByLabel("Password", { exact: true }));
  await page.keyboard.type(demoLogin.password);
  await tabTo(page, button(page, "Show password"));
  await page.keyboard.press("Space");
  expect(await page.getByLabel("Password", { exact: true }).getAttribute("type")).toBe("text");
  await tabTo(page, button(page, "Log in"));
  await page.keyboard.press("Enter");

  await notesHeading(page).waitFor();
  await notes(page).first().waitFor();
  const before = await notes(page).count();
  await tabTo(page, page.getByLabel("New note"));
  await page.keyboard.type("Written without a mouse");
  await page.keyboard.press("Enter");
  await eventually(() => notes(page).count()).toBe(before + 1);

  await tabTo(page, button(page, "Delete “Written without a mouse”"));
  await page.keyboard.press("Enter");
  await eventually(() => notes(page).count()).toBe(before);

  await tabTo(page, button(page, "Log out"), "Shift+Tab");
  await page.keyboard.press("Enter");
  await loginForm(page).waitFor();
  // The focus has come along: whoever goes on typing or tabbing is in the form, not at the top of nothing.
  await eventually(() => page.evaluate(() => Boolean(document.activeElement?.closest("main")))).toBe(true);
});

test("the login form lets password managers and pasting do their work", async ({ page }) => {
  await page.goto("/login");
  const email = page.getByLabel("E-mail");
  const password = page.getByLabel("Password", { exact: true });
  expect(await email.getAttribute("autocomplete")).toBe("username");
  expect(await password.getAttribute("autocomplete")).toBe("current-password");
  expect(await password.getAttribute("type")).toBe("password");
  expect(await password.getAttribute("maxlength")).toBeNull();

  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((text) => navigator.clipboard.writeText(text), demoLogin.password);
  await password.focus();
  await page.keyboard.press("ControlOrMeta+V");
  expect(await password.inputValue()).toBe(demoLogin.password);
});
