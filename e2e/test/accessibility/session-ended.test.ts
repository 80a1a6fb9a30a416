/**
 * Goal: who cannot see the screen, or uses no mouse, is told that the session has ended and why, cannot get lost behind
 * the dialog, and comes back to the very field that they were in.
 * Method: what the browser tells assistive technology, by its own accessibility tree; a keyboard and nothing else.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { demoLogin } from "../support/demo.ts";
import { endToEnd } from "../support/end-to-end.ts";
import { eventually } from "../support/eventually.ts";
import { focused, spoken } from "../support/spoken.ts";
import { button, dialog, logIn, notes } from "../support/user.ts";

const test = endToEnd();

const draft = "half a note";

/** The session ends from outside while somebody types; what they see next is the dialog. */
async function endWhileTyping(page: Page): Promise<void> {
  await logIn(page);
  await notes(page).first().waitFor();
  const other = await page.context().newPage();
  await other.goto("/");
  await notes(other).first().waitFor();
  await page.getByLabel("New note").focus();
  await page.keyboard.type(draft);
  await button(other, "End it as an administrator").click();
  await dialog(page).waitFor();
  await other.close();
}

test("the dialog is announced as one, with what happened as its name and why as its description", async ({
  page,
}) => {
  await endWhileTyping(page);
  expect(await spoken(page, "alertdialog")).toEqual([
    {
      name: "Your session has ended",
      description: "An administrator ended it. Your page waits behind this, as you left it.",
      modal: true,
    },
  ]);
  expect(await dialog(page).ariaSnapshot()).toBe(
    `
- alertdialog "Your session has ended":
  - heading "Your session has ended" [level=2]
  - paragraph: An administrator ended it. Your page waits behind this, as you left it.
  - text: E-mail
  - textbox "E-mail": ${demoLogin.email}
  - text: Password
  - textbox "Password"
  - button "Show password": Show
  - checkbox "Stay logged in when the browser closes" [checked]
  - text: Stay logged in when the browser closes
  - button "Log in"
  - paragraph:
    - text: The demo’s login
    - code: ${demoLogin.email}
    - code: ${demoLogin.password}
  - button "Fill in"
  - link "Use the login page instead":
    - /url: /login?return_to=%2F
`.trim(),
  );
});

test("nothing of the page behind is read out or in reach: Tab goes round in the dialog, Escape does no harm", async ({
  page,
}) => {
  await endWhileTyping(page);
  expect(await focused(page)).toBe("Password");
  const stops: string[] = [];
  for (let press = 0; press < 16; press++) {
    await page.keyboard.press(press < 8 ? "Tab" : "Shift+Tab");
    const { isInside, name } = await page.evaluate(() => {
      const { activeElement, body } = document;
      // The browser's own controls are outside, and the page sees the body then.
      const inside = activeElement === body || activeElement?.closest("[role=alertdialog]") !== null;
      return { isInside: inside, name: activeElement === body ? "the browser" : activeElement?.tagName };
    });
    expect(isInside).toBe(true);
    stops.push(name ?? "");
  }
  expect(new Set(stops)).toEqual(new Set(["INPUT", "BUTTON", "A", "the browser"]));

  for (let press = 0; press < 4; press++) await page.keyboard.press("Escape");
  expect(await dialog(page).isVisible()).toBe(true);
  expect(await notes(page).count()).toBe(0);
  expect(await page.getByRole("textbox", { name: "New note" }).count()).toBe(0);
});

test("with the keyboard alone: a wrong password is told, the right one leads back to the field and what was in it", async ({
  page,
}) => {
  await endWhileTyping(page);
  await page.keyboard.type("not the password");
  await page.keyboard.press("Enter");
  const alert = dialog(page).getByRole("alert");
  await alert.filter({ hasText: "not right" }).waitFor();
  expect(await page.getByLabel("Password", { exact: true }).getAttribute("aria-invalid")).toBe("true");

  await page.getByLabel("Password", { exact: true }).focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(demoLogin.password);
  await page.keyboard.press("Enter");
  await dialog(page).waitFor({ state: "detached" });

  await eventually(() => focused(page)).toBe("New note");
  await page.keyboard.type(", and the other half");
  await page.keyboard.press("Enter");
  await notes(page)
    .filter({ hasText: `${draft}, and the other half` })
    .waitFor();
  expect(await page.title()).toBe("Notes · Pawl demo");
});
