/**
 * Goal: what is delicate needs a recent login: the page asks for one, goes on with it, and logs out the other devices.
 * Method: the example in Chromium, where a login counts as recent for eight seconds.
 */
import { expect } from "vitest";
import { eventually } from "../../../e2e/test/support/eventually.ts";
import { passed } from "../../../e2e/test/support/passed.ts";
import { recordTraffic } from "../../../e2e/test/support/traffic.ts";
import { logins } from "../start/start.ts";
import { exampleTest } from "./support/example.ts";
import { alert, button, ended, fillInLogin, goTo, logIn } from "./support/user.ts";

const recentLoginSeconds = 8;
const test = exampleTest({ recentLoginSeconds });
const another = "another password for grace";

test("a login that is too long ago is asked for again, and then the new password logs out the other devices", async ({
  page,
  openPage,
}) => {
  const other = await openPage();
  await logIn(other, logins.grace.email);
  await logIn(page, logins.grace.email);
  // `auth_time` is in whole seconds.
  await passed(Date.now() + (recentLoginSeconds + 1) * 1000);
  await goTo(page, "Account");
  await page.getByLabel("New password").fill(another);
  const traffic = recordTraffic(page);
  await button(page, "Change the password").click();

  const dialog = page.getByRole("dialog", { name: "Please log in again" });
  await dialog.waitFor();
  await fillInLogin(page, "not this one");
  await alert(page).filter({ hasText: "E-mail or password is wrong." }).waitFor();
  await fillInLogin(page);
  await page.getByRole("status").filter({ hasText: "Your password is changed" }).waitFor();
  await dialog.waitFor({ state: "detached" });
  expect(await traffic.statuses("PUT /api/password")).toEqual([401, 200]);
  // That 401 is no sign of an expired token.
  expect(traffic.of("POST /auth/refresh")).toHaveLength(0);

  await ended(other).waitFor();
  await fillInLogin(other);
  await alert(other).filter({ hasText: "E-mail or password is wrong." }).waitFor();
  await fillInLogin(other, another);
  await ended(other).waitFor({ state: "detached" });
});

test("a login that is cancelled changes nothing, and neither does somebody else's", async ({ page }) => {
  await logIn(page, logins.ada.email);
  await passed(Date.now() + (recentLoginSeconds + 1) * 1000);
  await goTo(page, "Account");
  await page.getByLabel("New password").fill(another);
  const traffic = recordTraffic(page);
  await button(page, "Change the password").click();
  await button(page, "Cancel").click();
  await eventually(() => page.getByRole("dialog").count()).toBe(0);
  expect(await page.getByLabel("New password").inputValue()).toBe(another);

  await button(page, "Change the password").click();
  await page.getByRole("dialog").waitFor();
  // The field is not to be written in; something may do it all the same.
  await page.evaluate(() => document.querySelector("dialog input[name=email]")?.removeAttribute("readonly"));
  await fillInLogin(page, another, logins.grace.email);
  await page.getByText(logins.grace.email).waitFor();
  expect(await traffic.statuses("PUT /api/password")).toEqual([401, 401]);
});
