/**
 * Goal: the page about the HTTP interface can be read by everyone, on every screen and in both colour schemes, without a
 * script and under its strict policy.
 * Method: the demo's own page in a browser that runs no script of pages; axe-core; a keyboard. A violation of the policy
 * fails the test, as everywhere.
 */
import { expect } from "vitest";
import { endToEnd } from "../support/end-to-end.ts";
import { measure, violations } from "../support/look.ts";

const test = endToEnd();

const docs = "/auth/docs";

test.for([
  { width: 1280, colorScheme: "light", forcedColors: "none" },
  { width: 1280, colorScheme: "dark", forcedColors: "none" },
  { width: 390, colorScheme: "dark", forcedColors: "none" },
  { width: 320, colorScheme: "light", forcedColors: "none" },
  { width: 1280, colorScheme: "dark", forcedColors: "active" },
] as const)(
  "accessible and not too wide: $width, $colorScheme, forced colours $forcedColors",
  async ({ width, colorScheme, forcedColors }, { page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, forcedColors, reducedMotion: "reduce" });
    // In the sandbox no timer of a script runs, axe-core's neither; the rest of the policy stays.
    await page.route(`**${docs}`, async (route) => {
      const response = await route.fetch();
      const { "content-security-policy": policy = "", ...headers } = response.headers();
      expect(policy).toMatch(/; sandbox$/);
      const open = { ...headers, "content-security-policy": policy.replace("; sandbox", "") };
      await route.fulfill({ response, headers: open });
    });
    await page.goto(docs);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    expect(await violations(page, forcedColors)).toEqual([]);
    expect((await page.evaluate(measure)).tooWide).toEqual([]);
  },
);

test("its style is taken, in light and in dark", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(docs);
  const light = (await page.evaluate(measure)).background;
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = (await page.evaluate(measure)).background;
  expect(new Set([light, dark, "rgba(0, 0, 0, 0)"]).size).toBe(3);
});

test("headings go down one step at a time, and say what is where", async ({ page }) => {
  await page.goto(docs);
  const levels = await page
    .locator("h1, h2, h3, h4")
    .evaluateAll((headings) => headings.map(({ tagName }) => Number(tagName.slice(1))));
  expect(levels[0]).toBe(1);
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
  for (const name of ["Log in", "Refresh the tokens", "Credentials", "Schemas", "Problems"]) {
    expect(await page.getByRole("heading", { name, exact: true }).first().isVisible()).toBe(true);
  }
});

test("from the keyboard: the first Tab offers to skip the contents, a link leads to its route, without a script", async ({
  openDevice,
}) => {
  const device = await openDevice({ javaScriptEnabled: false });
  const page = await device.newPage();
  await page.goto(docs);
  await page.keyboard.press("Tab");
  expect(await page.locator(":focus").innerText()).toBe("Skip to the content");
  await page.getByRole("navigation").getByRole("link", { name: "POST /refresh" }).press("Enter");
  await page.waitForURL("**/auth/docs#refresh");
  const box = await page.locator("article#refresh").boundingBox();
  expect(box?.y).toBeLessThan(400);
  await page.getByRole("link", { name: "openapi.json", exact: true }).click();
  await page.waitForURL("**/auth/openapi.json");
});
