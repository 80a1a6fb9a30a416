import { logins } from "../../start/start.ts";
import type { Page } from "./example.ts";

/** What a user sees and does, by the names that a screen reader would say. */

export const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

export const alert = (page: Page) => page.getByRole("alert").filter({ hasText: /\w/ });

export const notes = (page: Page) => page.getByRole("list", { name: "Notes" }).getByRole("listitem");

/** What says that the session has ended. */
export const ended = (page: Page) => page.getByRole("alertdialog");

/** The form on the start page, or in a dialog, once it is there. */
export async function fillInLogin(page: Page, password: string = logins.ada.password, email?: string) {
  if (email !== undefined) await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Log in").click();
}

/** Opens the start page and logs in there. */
export async function logIn(page: Page, email: string = logins.ada.email): Promise<void> {
  await page.goto("/");
  await fillInLogin(page, logins.ada.password, email);
  await page.getByText(email).waitFor();
}

export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { name, exact: true }).waitFor();
}

export async function sendNote(page: Page, text: string): Promise<void> {
  await page.getByLabel("New note").fill(text);
  await button(page, "Add").click();
}

/** Writes a note and waits for it in the list. */
export async function addNote(page: Page, text: string): Promise<void> {
  await sendNote(page, text);
  await notes(page).filter({ hasText: text }).waitFor();
}

/** Resolves with the access token that the page sends with its next call of the API. */
export async function accessTokenOf(page: Page): Promise<string> {
  const call = page.waitForRequest((request) => new URL(request.url()).pathname === "/api/notes");
  await addNote(page, `with a token, ${Date.now()}`);
  return (await (await call).allHeaders())["authorization"] ?? "";
}
