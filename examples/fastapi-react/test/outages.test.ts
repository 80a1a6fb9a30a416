/**
 * Goal: while a part is away nobody is logged out and no right password is called wrong; when it is back, all goes on.
 * Method: the example in Chromium; its parts are stopped and started one by one.
 */
import { expect } from "vitest";
import { eventually } from "../../../e2e/test/support/eventually.ts";
import { recordTraffic } from "../../../e2e/test/support/traffic.ts";
import { logins } from "../start/start.ts";
import { exampleTest } from "./support/example.ts";
import {
  accessTokenOf,
  addNote,
  alert,
  button,
  ended,
  fillInLogin,
  goTo,
  logIn,
  notes,
  sendNote,
} from "./support/user.ts";

const test = exampleTest();

test("without the identity endpoint a login is told to try again, and not that the password is wrong", async ({
  page,
  example,
}) => {
  await page.goto("/");
  await button(page, "Log in").waitFor();
  const traffic = recordTraffic(page);
  await example.api.stop();
  try {
    await fillInLogin(page, logins.ada.password, logins.ada.email);
    await alert(page).filter({ hasText: "Please try again." }).waitFor();
    expect(await traffic.statuses("POST /auth/login")).toEqual([503]);
  } finally {
    await example.api.start();
  }
  await fillInLogin(page);
  await page.getByText(logins.ada.email).waitFor();
});

test("while the API is away its calls fail, and after a restart the same page goes on with the same session", async ({
  page,
  openPage,
  example,
}) => {
  await logIn(page);
  const token = await accessTokenOf(page);
  const traffic = recordTraffic(page);
  await example.api.stop();
  try {
    await sendNote(page, "sent into the void");
    await alert(page).filter({ hasText: "Please try again." }).waitFor();
    expect(await ended(page).count()).toBe(0);
  } finally {
    await example.api.start();
  }
  await button(page, "Add").click();
  await notes(page).filter({ hasText: "sent into the void" }).waitFor();
  expect(traffic.of("POST /auth/refresh")).toHaveLength(0);

  // And it hears of revocations again.
  const other = await openPage();
  await logIn(other);
  await goTo(other, "Devices");
  await button(other, "Log out all others").click();
  await ended(page).waitFor();
  await eventually(async () => {
    const answer = await fetch(`${example.origin}/api/notes`, { headers: { authorization: token } });
    return answer.status;
  }).toBe(401);
});

test("the session server restarts, and nobody notices", async ({ page, example }) => {
  await logIn(page);
  await addNote(page, "before");
  await example.auth.stop();
  await example.auth.start();
  await addNote(page, "after");
  await page.reload();
  await page.getByText(logins.ada.email).waitFor();
  expect(await ended(page).count()).toBe(0);
});
