import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { FaultyProxy } from "./proxy.ts";
import { addNote, button, dialog, fillInLogin, logIn, loginForm, notes, offlineNotice } from "./user.ts";

/** What the way to a screen may need. */
export interface Stage {
  readonly page: Page;
  /** A page behind a proxy. */
  readonly proxiedPage: Page;
  readonly proxy: FaultyProxy;
  readonly openDevice: (options?: BrowserContextOptions) => Promise<BrowserContext>;
}

/** The way to a screen from nothing, and the page that shows it. */
type Way = (stage: Stage) => Promise<Page>;

const dayMs = 86_400_000;

/** Every screen of the demo: each state of a session that a user may see, and each page. */
export const screens: Readonly<Record<string, Way>> = {
  async "signed out"({ page }) {
    await page.goto("/login");
    await loginForm(page).waitFor();
    return page;
  },
  async "failed login"({ page }) {
    await page.goto("/login");
    await button(page, "Fill in").click();
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await button(page, "Log in").click();
    await page.getByRole("alert").filter({ hasText: "not right" }).waitFor();
    return page;
  },
  async restoring({ proxiedPage: page, proxy }) {
    // The answer takes longer than anyone looks.
    proxy.treat("/auth/refresh", () => undefined);
    await page.goto("/");
    await page.getByText("One moment").waitFor();
    return page;
  },
  async "restoring offline"({ proxiedPage: page, proxy }) {
    proxy.treat("/auth/refresh", ({ drop }) => drop());
    await page.goto("/");
    await page.getByRole("status").filter({ hasText: "does not answer" }).waitFor();
    return page;
  },
  async "signed in"({ page }) {
    await logIn(page);
    await addNote(page, "A note in which a-very-long-word-that-has-no-place-to-break".replaceAll("-", ""));
    await button(page, "Fire five requests at once").click();
    await page.getByTestId("activity-log").getByText("200").last().waitFor();
    return page;
  },
  async devices({ page, openDevice }) {
    const phone = await openDevice({
      userAgent:
        "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1 Version/26.0 Safari/604.1",
    });
    await logIn(await phone.newPage());
    await logIn(page, "/devices");
    await page.getByRole("button", { name: "End the session of Safari on iOS" }).first().waitFor();
    return page;
  },
  async "nothing here"({ page }) {
    await logIn(page, "/there/is/no/such/page");
    await page.getByRole("heading", { name: "Nothing here" }).waitFor();
    return page;
  },
  async "network cut"({ page }) {
    await logIn(page);
    await button(page, "Cut the network for 20 s").click();
    await offlineNotice(page).waitFor();
    await button(page, "Reconnect now").waitFor();
    return page;
  },
  async offline({ proxiedPage: page, proxy }) {
    await logIn(page);
    proxy.treat("/auth/refresh", ({ drop }) => drop());
    await button(page, "Expire the access token now").click();
    await offlineNotice(page).waitFor();
    return page;
  },
  async "inactivity warning"({ page }) {
    await warnOfInactivity(page);
    return page;
  },
  async "ended by an administrator"({ page }) {
    await logIn(page);
    await button(page, "End it as an administrator").click();
    await dialog(page).waitFor();
    return page;
  },
  async "ended by a new password"({ page }) {
    await logIn(page);
    await button(page, "Change the password").click();
    await dialog(page).waitFor();
    return page;
  },
  async "ended from elsewhere"({ page }) {
    await logIn(page);
    await button(page, "Revoke this session from elsewhere").click();
    await dialog(page).waitFor();
    return page;
  },
  async "login in place"({ page }) {
    await logIn(page);
    await button(page, "End it as an administrator").click();
    await dialog(page).waitFor();
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await button(page, "Log in").click();
    await page.getByRole("alert").filter({ hasText: "not right" }).waitFor();
    return page;
  },
  async "another user"({ page }) {
    await fence(page);
    return page;
  },
};

/** A page whose user has done nothing for almost as long as is allowed; time is made to pass in the page alone. */
export async function warnOfInactivity(page: Page): Promise<void> {
  await page.clock.install();
  await logIn(page);
  await notes(page).first().waitFor();
  await page.clock.fastForward(7 * dayMs - 55_000);
  await dialog(page).filter({ hasText: "still there" }).waitFor();
}

/** A page in whose browser somebody else logs in, in another tab. */
async function fence(page: Page): Promise<void> {
  await logIn(page);
  await notes(page).first().waitFor();
  const opened = page.context().waitForEvent("page");
  await page.getByRole("link", { name: "Log in as somebody else" }).click();
  const other = await opened;
  await fillInLogin(other, "guest@example.com");
  await button(other, "Log out").waitFor();
  await dialog(page).waitFor();
}
