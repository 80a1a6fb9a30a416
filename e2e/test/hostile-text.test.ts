/**
 * Goal: text from elsewhere stays text, and what slips through all the same can do nothing (C70, A32).
 * Method: notes and a browser name full of markup; then script that acts as if it had slipped through.
 */
import { expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { eventually } from "./support/eventually.ts";
import { addNote, dialog, logIn, notes } from "./support/user.ts";

const test = endToEnd();

const hostile = [
  '<img src="x" onerror="globalThis.wasRun = true">',
  "<script>globalThis.wasRun = true</script>",
  '"><svg onload="globalThis.wasRun = true">',
  "</title></style></textarea><b>bold</b>",
  "javascript:globalThis.wasRun=true",
  "\u202Eright to left, {{ globalThis.wasRun = true }}",
];

test("hostile notes are shown as they were written, and nothing in them runs", async ({ page }) => {
  await logIn(page);
  for (const text of hostile) await addNote(page, text);
  await page.reload();
  await notes(page).first().waitFor();

  const shown = await notes(page).allTextContents();
  for (const text of hostile) expect(shown.some((note) => note.startsWith(text))).toBe(true);
  // In a note there is its text, its time and its button; nothing of it has become an element.
  const elements = await notes(page).locator("img, script, b, a, style, [onerror], [onload]").count();
  expect(elements).toBe(0);
  expect(await page.evaluate(() => "wasRun" in globalThis)).toBe(false);
});

test("a browser with a hostile name is listed like any other", async ({ page, openDevice }) => {
  const stranger = await openDevice({ userAgent: hostile[0] as string });
  await logIn(await stranger.newPage());
  await logIn(page, "/devices");
  const devices = page.getByRole("list", { name: "Devices" });
  await devices.waitFor();
  expect(await devices.getByRole("listitem").count()).toBeGreaterThan(1);
  expect(await devices.locator("img").count()).toBe(0);
  expect(await page.evaluate(() => "wasRun" in globalThis)).toBe(false);
});

test("injected markup, inline script and requests to elsewhere are refused by the browser", async ({
  page,
  foreignSite,
  troubles,
}) => {
  await logIn(page);
  const results = await page.evaluate(async (elsewhere) => {
    const outcome = async (attempt: () => unknown) => {
      try {
        await attempt();
        return "done";
      } catch (error) {
        return error instanceof Error ? error.name : "refused";
      }
    };
    return {
      markup: await outcome(() => {
        document.body.innerHTML = "<p>injected</p>";
      }),
      script: await outcome(() => {
        document.body.append(
          Object.assign(document.createElement("script"), { text: "globalThis.wasRun = true" }),
        );
      }),
      request: await outcome(() => fetch(elsewhere, { method: "POST", body: "what the page knows" })),
      image: await outcome(() => {
        document.body.append(Object.assign(document.createElement("img"), { src: `${elsewhere}/image` }));
      }),
    };
  }, foreignSite.origin);

  expect(results).toMatchObject({ markup: "TypeError", script: "TypeError", request: "TypeError" });
  expect(await page.evaluate(() => "wasRun" in globalThis)).toBe(false);
  expect(foreignSite.sent).toEqual([]);
  expect(await dialog(page).count()).toBe(0);
  // This is also how the other tests know that their pages do none of this.
  await eventually(() => troubles.length).toBe(4);
  troubles.length = 0;
});
