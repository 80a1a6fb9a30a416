/**
 * Goal: a session that ends costs its user a password and nothing else: the page stays, with what was half written and
 * what was about to be sent; in the other tabs, too. For anybody else there is nothing left.
 * Method: tabs of one browser, and a session ended while they are in use; a proxy that holds a request back.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { eventually } from "./support/eventually.ts";
import { recordTraffic } from "./support/traffic.ts";
import { button, dialog, fillInLogin, logIn, notes, notesHeading } from "./support/user.ts";

const test = endToEnd();

async function openTwoTabs(page: Page): Promise<Page> {
  await logIn(page);
  await notes(page).first().waitFor();
  const second = await page.context().newPage();
  await second.goto("/");
  await notes(second).first().waitFor();
  return second;
}

test("what was half written in each tab is still there after one login in one of them", async ({ page }) => {
  const second = await openTwoTabs(page);
  await page.getByLabel("New note").fill("half of the first");
  await second.getByLabel("New note").fill("half of the second");
  await button(second, "Change the password").click();
  for (const tab of [page, second]) {
    await dialog(tab).waitFor();
    // Kept, and out of sight.
    expect(await tab.getByLabel("New note").isVisible()).toBe(false);
    expect(await notesHeading(tab).count()).toBe(0);
  }
  const loads = recordTraffic(page.context());
  await fillInLogin(page);
  for (const tab of [page, second]) await dialog(tab).waitFor({ state: "detached" });
  expect(await page.getByLabel("New note").inputValue()).toBe("half of the first");
  expect(await second.getByLabel("New note").inputValue()).toBe("half of the second");
  // No page was loaded anew.
  expect(loads.of("GET /")).toEqual([]);
  await button(second, "Add").click();
  await notes(second).filter({ hasText: "half of the second" }).waitFor();
});

test("a note that was on its way is sent once its user is back, and once only", async ({
  proxiedPage: page,
  proxy,
}) => {
  await logIn(page);
  await notes(page).first().waitFor();
  // The server refuses it for the end of the session, which nobody in the page knows of yet.
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  proxy.treat("/api/notes", async ({ forward, reply }) => {
    await released;
    reply(await forward());
  });
  const traffic = recordTraffic(page);
  await page.getByLabel("New note").fill("sent too late");
  await page.keyboard.press("Enter");
  await eventually(() => traffic.of("POST /api/notes").length).toBe(1);
  await button(page, "End it as an administrator").click();
  await dialog(page).waitFor();
  release();
  proxy.leave("/api/notes");
  await eventually(() => traffic.statuses("POST /api/notes")).toEqual([401]);

  await fillInLogin(page);
  await notes(page).filter({ hasText: "sent too late" }).waitFor();
  expect(await traffic.statuses("POST /api/notes")).toEqual([401, 201]);
  expect(await notes(page).filter({ hasText: "sent too late" }).count()).toBe(1);
  await eventually(() => page.getByLabel("New note").inputValue()).toBe("");
});

test("complaint 50: somebody else who logs in there finds nothing of it, and the other tab is fenced", async ({
  page,
}) => {
  const second = await openTwoTabs(page);
  await page.getByLabel("New note").fill("nobody else's business");
  await second.getByLabel("New note").fill("nobody else's business either");
  await button(page, "End it as an administrator").click();
  for (const tab of [page, second]) await dialog(tab).waitFor();

  await fillInLogin(page, "guest@example.com");
  await notes(page).filter({ hasText: "Somebody else’s note" }).waitFor();
  expect(await page.getByLabel("New note").inputValue()).toBe("");

  await dialog(second).filter({ hasText: "Another login" }).waitFor();
  const traffic = recordTraffic(second);
  expect(await second.locator("#note").count()).toBe(0);
  await dialog(second).getByRole("link", { name: "Log in" }).click();
  await notes(second).filter({ hasText: "Somebody else’s note" }).waitFor();
  expect(await second.getByLabel("New note").inputValue()).toBe("");
  // The browser is that user's now; the page asked who it is, and nobody had to log in.
  expect(traffic.of("POST /auth/login")).toEqual([]);
});

test("complaint 50: a login of somebody else in a new tab fences the first, which sends nothing any more", async ({
  page,
}) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const [other] = await Promise.all([
    page.context().waitForEvent("page"),
    page.getByRole("link", { name: "Log in as somebody else" }).click(),
  ]);
  await fillInLogin(other, "guest@example.com");
  await notes(other).filter({ hasText: "Somebody else’s note" }).waitFor();
  await dialog(page).filter({ hasText: "Another login" }).waitFor();

  const traffic = recordTraffic(page);
  await other.reload();
  await notes(other).first().waitFor();
  await button(other, "Fire five requests at once").click();
  await eventually(() => other.getByTestId("last-refresh").innerText()).toMatch(/rotated|unchanged/);
  // At most it asks the server who is there; of what is the other user's it asks nothing, and nothing with a token.
  expect(traffic.urls().filter((url) => new URL(url).pathname !== "/auth/refresh")).toEqual([]);
  for (const request of traffic.of("POST /auth/refresh")) {
    expect(request.headers()["authorization"]).toBeUndefined();
  }
  expect(await page.getByText("Somebody else’s note").count()).toBe(0);
});
