import type { Locator, Page } from "playwright-core";
import { demoLogin } from "./demo.ts";
import { eventually } from "./eventually.ts";

/** What a user sees and does in the demo, by the names that a screen reader would say. */

export const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

export const loginForm = (page: Page): Locator => page.getByRole("heading", { name: "Log in", exact: true });

export const notesHeading = (page: Page): Locator =>
  page.getByRole("heading", { name: "Notes", exact: true });

export const notes = (page: Page): Locator => page.getByRole("list", { name: "Notes" }).getByRole("listitem");

export const dialog = (page: Page): Locator => page.getByRole("alertdialog");

/** What is said while there is no connection. */
export const offlineNotice = (page: Page): Locator =>
  page.getByRole("status").filter({ hasText: /No connection/ });

/** The generation that the panel shows. */
export async function generation(page: Page): Promise<number> {
  return Number.parseInt(await page.getByTestId("generation").innerText(), 10);
}

/** Opens a place of the demo, which asks for a login, and logs in there. */
export async function logIn(page: Page, place = "/"): Promise<void> {
  await page.goto(place);
  await fillInLogin(page);
  await button(page, "Log out").waitFor();
}

/** The login form, on the login page or in the dialog, once it is there. */
export async function fillInLogin(page: Page, email: string = demoLogin.email): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(demoLogin.password);
  await button(page, "Log in").click();
}

/** Writes a note and sends it, whatever becomes of it. */
export async function sendNote(page: Page, text: string): Promise<void> {
  await page.getByLabel("New note").fill(text);
  await page.getByRole("button", { name: /^Add/ }).click();
}

/** Writes a note and waits for it in the list. */
export async function addNote(page: Page, text: string): Promise<void> {
  await sendNote(page, text);
  await notes(page).filter({ hasText: text }).first().waitFor();
  await eventually(() => page.getByLabel("New note").inputValue()).toBe("");
}

/** Waits until the panel says that the access token has run out by itself. */
export async function accessTokenExpiry(page: Page): Promise<void> {
  await page.locator("[data-testid=access-token-lifetime][data-expired]").waitFor();
}
