/**
 * Goal: who is about to be logged out for being away is told so, can stay with one key, and is not drowned in a
 * countdown (WCAG 2.2.1, 4.1.3).
 * Method: time passes in the page alone; what the browser tells assistive technology is listened to for some seconds.
 */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { endToEnd } from "../support/end-to-end.ts";
import { eventually } from "../support/eventually.ts";
import { warnOfInactivity } from "../support/screens.ts";
import { focused, spoken } from "../support/spoken.ts";
import { recordTraffic } from "../support/traffic.ts";
import { addNote, dialog, loginForm } from "../support/user.ts";

const test = endToEnd();

/** What is said aloud, and what is merely shown, from now on. */
async function listen(page: Page) {
  const heard = await page.evaluateHandle(() => {
    const box = document.querySelector("[role=alertdialog]");
    const said = new Set<string>();
    const shown = new Set<string>();
    const look = () => {
      const status = box?.querySelector("[role=status]")?.textContent;
      const id = box?.getAttribute("aria-describedby") ?? "";
      if (status) said.add(status);
      shown.add(document.getElementById(id)?.textContent ?? "");
    };
    look();
    if (box) new MutationObserver(look).observe(box, { characterData: true, childList: true, subtree: true });
    return { said, shown };
  });
  return () => heard.evaluate(({ said, shown }) => ({ said: [...said], shown: [...shown] }));
}

test("it is announced as a dialog with a name and the time left, and the focus is on staying", async ({
  page,
}) => {
  await warnOfInactivity(page);
  const [warning, ...others] = await spoken(page, "alertdialog");
  expect(others).toEqual([]);
  expect(warning).toMatchObject({ name: "Are you still there?", modal: true });
  expect(warning?.description).toMatch(/^You will be logged out in \d+ seconds\.$/);
  expect(await focused(page)).toBe("Stay signed in");
});

test("the countdown is shown each second, and said politely a few times at most", async ({ page }) => {
  await warnOfInactivity(page);
  const heard = await listen(page);
  await eventually(async () => (await heard()).shown.length).toBeGreaterThanOrEqual(8);
  const { said } = await heard();
  expect(said.length).toBeLessThanOrEqual(2);
  for (const sentence of said) expect(sentence).toMatch(/^You will be logged out in \d+ seconds\.$/);
  // Politely: a status waits for a pause, an alert would not.
  expect(await dialog(page).getByRole("alert").count()).toBe(0);
});

test("Escape is staying: the server is told, the warning goes, and the focus is where it was", async ({
  page,
}) => {
  const traffic = recordTraffic(page);
  await warnOfInactivity(page);
  traffic.forget();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await eventually(() => traffic.statuses("POST /auth/refresh")).toEqual([200]);
  await addNote(page, "still here");
});

test("Tab leads to logging out, which is at once", async ({ page }) => {
  await warnOfInactivity(page);
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("Log out");
  await page.keyboard.press("Enter");
  await loginForm(page).waitFor();
  expect(await dialog(page).count()).toBe(0);
});
