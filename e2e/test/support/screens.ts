import type { Page } from "playwright-core";
import { addNote, button, dialog, logIn, loginForm } from "./user.ts";

/** Every screen of the demo, and the way to it from nothing. */
export const screens: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  async login(page) {
    await page.goto("/login");
    await loginForm(page).waitFor();
  },
  async "failed login"(page) {
    await page.goto("/login");
    await button(page, "Fill in").click();
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await button(page, "Log in").click();
    await page.getByRole("alert").filter({ hasText: "not right" }).waitFor();
  },
  async notes(page) {
    await logIn(page);
    await addNote(page, "A note in which a-very-long-word-that-has-no-place-to-break".replaceAll("-", ""));
    await button(page, "Fire five requests at once").click();
    await page.getByTestId("activity-log").getByText("200").last().waitFor();
  },
  async devices(page) {
    await logIn(page, "/devices");
    await page.getByRole("list", { name: "Devices" }).waitFor();
  },
  async "nothing here"(page) {
    await logIn(page, "/there/is/no/such/page");
    await page.getByRole("heading", { name: "Nothing here" }).waitFor();
  },
  async dialog(page) {
    await logIn(page);
    await button(page, "Revoke this session from elsewhere").click();
    await dialog(page).waitFor();
  },
};
