/**
 * Goal: the demo's own cut of the network is felt by every tab and healed by itself: nobody is logged out, nothing that
 * was written is lost, and one refresh serves all.
 * Method: two tabs in one browser and one in another; the demo server breaks the connections of the first browser.
 */
import { expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { eventually } from "./support/eventually.ts";
import { recordTraffic } from "./support/traffic.ts";
import {
  addNote,
  button,
  dialog,
  generation,
  logIn,
  notes,
  offlineNotice,
  sendNote,
} from "./support/user.ts";
import { watchFor } from "./support/watch.ts";

const test = endToEnd();

const log = "activity-log";

test("every tab says so, keeps what was written, and heals by itself; another browser notices nothing", async ({
  page,
  openDevice,
}) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const dialogs = await watchFor(page.context(), "[role=alertdialog], input[type=password]");
  const second = await page.context().newPage();
  await second.goto("/");
  await notes(second).first().waitFor();
  const elsewhere = await (await openDevice()).newPage();
  await logIn(elsewhere);

  await button(page, "Cut the network for 20 s").click();
  for (const tab of [page, second]) await offlineNotice(tab).waitFor();
  await sendNote(second, "written without a network");
  await second.getByRole("alert").filter({ hasText: "Nothing is lost" }).waitFor();
  expect(await second.getByLabel("New note").inputValue()).toBe("written without a network");
  // A page that is loaded meanwhile says it, too, and waits.
  await page.reload();
  await page.getByRole("status").filter({ hasText: "does not answer" }).waitFor();
  await addNote(elsewhere, "what network?");

  // Nobody does anything: the cut ends after its twenty seconds.
  await notes(page).first().waitFor({ timeout: 40_000 });
  await offlineNotice(second).waitFor({ state: "detached", timeout: 40_000 });
  await button(second, "Add").click();
  await notes(second).filter({ hasText: "written without a network" }).first().waitFor();
  for (const tab of [page, second]) expect(await dialog(tab).count()).toBe(0);
  expect(dialogs).toEqual([]);
});

test("reconnecting in one tab heals all of them at once, with one refresh, and each tells its part of it", async ({
  page,
}) => {
  await logIn(page);
  await notes(page).first().waitFor();
  const second = await page.context().newPage();
  await second.goto("/");
  await notes(second).first().waitFor();
  const before = await generation(second);
  await eventually(() => second.getByTestId("event-stream").innerText()).toMatch(/for all 2 tabs/);

  await button(page, "Cut the network for 20 s").click();
  for (const tab of [page, second]) {
    await offlineNotice(tab).waitFor();
    await tab.getByTestId(log).getByText("No answer to the refresh").first().waitFor();
  }
  const traffic = recordTraffic(page.context());
  await button(second, "Reconnect now").click();
  for (const tab of [page, second]) await offlineNotice(tab).waitFor({ state: "detached" });

  await eventually(async () => {
    const statuses = await Promise.all(
      traffic.of("POST /auth/refresh").map(async (request) => (await request.response())?.status()),
    );
    return statuses.filter((status) => status === 200).length;
  }).toBe(1);
  for (const tab of [page, second]) expect(await generation(tab)).toBeGreaterThanOrEqual(before);
  const shared = await Promise.all(
    [page, second].map((tab) => tab.getByTestId(log).getByText("shared its token").count()),
  );
  expect(Math.max(...shared)).toBeGreaterThan(0);
  for (const tab of [page, second]) await addNote(tab, "all is well");
});
