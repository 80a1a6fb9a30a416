/**
 * Goal: whose session was ended elsewhere is told so, told why, and led back to where they were.
 * Method: two devices; one ends the other's session; the other goes on with the keyboard alone.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { demoLogin } from "./support/demo.ts";
import { endToEnd } from "./support/end-to-end.ts";
import { eventually } from "./support/eventually.ts";
import { button, dialog, fillInLogin, logIn, loginForm, notes, notesHeading } from "./support/user.ts";

const test = endToEnd();

const place = "/devices?view=all&q=a%20b#newest";

const focusedLink = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement instanceof HTMLAnchorElement ? activeElement.href : activeElement?.outerHTML;
  });

test("a session that another device ended is announced with its reason and leads back after login", async ({
  page,
  openDevice,
  demo,
}) => {
  await logIn(page);
  await page.goto(place);
  await page.getByRole("list", { name: "Devices" }).waitFor();

  const other = await (await openDevice()).newPage();
  await logIn(other, "/devices");
  await other.getByRole("button", { name: /^End the session of/ }).click();
  await eventually(() => other.getByRole("list", { name: "Devices" }).getByRole("listitem").count()).toBe(1);

  // Nobody touches this page: the server tells it.
  await dialog(page).waitFor();
  expect(await dialog(page).count()).toBe(1);
  expect(await dialog(page).evaluate((element) => element.matches(":modal"))).toBe(true);
  const name = await dialog(page).evaluate((element) =>
    (element.getAttribute("aria-labelledby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent)
      .join(" "),
  );
  expect(name).toMatch(/session (has )?ended|logged out/i);
  expect(await dialog(page).innerText()).toMatch(/another device|elsewhere/i);
  // Behind the dialog nothing private is left.
  expect(await page.getByRole("list").count()).toBe(0);

  const link = new URL((await focusedLink(page)) ?? "");
  expect(link.origin).toBe(demo.origin);
  expect(link.pathname).toBe("/login");
  expect(link.searchParams.get("return_to")).toBe(place);

  // The focus does not leave the dialog, whichever way it is sent.
  for (const key of ["Tab", "Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"]) {
    await page.keyboard.press(key);
    const isInside = await page.evaluate(() => {
      const { activeElement, body } = document;
      // The browser's own controls are outside, and the page sees the body then.
      return activeElement === body || activeElement?.closest("[role=alertdialog]") !== null;
    });
    expect(isInside).toBe(true);
  }
  for (let press = 0; press < 3; press++) await page.keyboard.press("Escape");
  expect(await dialog(page).isVisible()).toBe(true);

  await dialog(page).getByRole("link").focus();
  await page.keyboard.press("Enter");
  await loginForm(page).waitFor();
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("email");
  await page.keyboard.type(demoLogin.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(demoLogin.password);
  await page.keyboard.press("Enter");

  await page.getByRole("list", { name: "Devices" }).waitFor();
  expect(page.url()).toBe(demo.origin + place);
});

test("revoking one's own session with the button shows the dialog at once, and only there", async ({
  page,
  openDevice,
}) => {
  const other = await (await openDevice()).newPage();
  await logIn(other);
  await logIn(page);
  await button(page, "Revoke this session from elsewhere").click();
  await dialog(page).waitFor();

  // P2: the user's other devices go on.
  await other.reload();
  await notes(other).first().waitFor();
  expect(await dialog(other).count()).toBe(0);
});

test("the dialog is not shown to whom the page already brought to the login form", async ({ page }) => {
  await logIn(page);
  await button(page, "Revoke this session from elsewhere").click();
  await dialog(page).getByRole("link").click();
  await loginForm(page).waitFor();
  expect(await dialog(page).count()).toBe(0);

  await page.goBack();
  await loginForm(page).or(dialog(page)).first().waitFor();
  expect(await notesHeading(page).count()).toBe(0);
});

test("other tabs of the same browser learn of the end, and of the login after it", async ({ page }) => {
  await logIn(page);
  const second = await page.context().newPage();
  await second.goto("/");
  await notes(second).first().waitFor();

  await button(page, "Revoke this session from elsewhere").click();
  await dialog(page).waitFor();
  await dialog(second).or(loginForm(second)).first().waitFor();
  expect(await notes(second).count()).toBe(0);

  await dialog(page).getByRole("link").click();
  await fillInLogin(page);
  await notes(page).first().waitFor();
  await notes(second).first().waitFor();
  expect(await dialog(second).count()).toBe(0);
});

test("ending all others ends every other device's session, with the reason, and not this one", async ({
  page,
  openDevice,
}) => {
  const others = await Promise.all(
    [1, 2].map(async () => {
      const other = await (await openDevice()).newPage();
      await logIn(other);
      await notes(other).first().waitFor();
      return other;
    }),
  );
  await logIn(page, "/devices");
  const devices = page.getByRole("list", { name: "Devices" }).getByRole("listitem");
  await eventually(() => devices.count()).toBeGreaterThanOrEqual(3);
  await button(page, "End all others").click();

  await eventually(() => devices.count()).toBe(1);
  for (const other of others) {
    await dialog(other).waitFor();
    expect(await dialog(other).innerText()).toMatch(/another device/);
  }
  expect(await devices.filter({ hasText: "this one" }).count()).toBe(1);
  expect(await dialog(page).count()).toBe(0);
});
