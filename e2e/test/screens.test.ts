/**
 * Goal: every screen fits on a desk and on a phone, in light and in dark, and is accessible in each.
 * Method: axe-core on every screen; pictures in a temporary folder, which must show something; nothing may be wider
 * than the window.
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { screens } from "./support/screens.ts";

const test = endToEnd();

/** A picture of an empty page of these sizes has about 4000 bytes. */
const smallestPicture = 10_000;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pawl-screens-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What axe-core finds wrong, in short. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await page.evaluate(() => {
    const { axe: here } = globalThis as unknown as { axe: typeof axe };
    return here.run(document, { resultTypes: ["violations"] });
  });
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}

/** Waits until nothing moves or fades any more. */
async function standStill(page: Page): Promise<void> {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
}

test.for(Object.entries(screens))(
  "%s: drawn, not too wide, and accessible, in either colour scheme",
  async ([name, open], { page }) => {
    await open(page);
    await page.evaluate(axe.source);
    const backgrounds = new Set<string>();
    for (const width of [1280, 390]) {
      for (const colorScheme of ["light", "dark"] as const) {
        const look = `${name}-${colorScheme}-${width}`;
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await standStill(page);
        expect(await violations(page), look).toEqual([]);

        const path = join(folder, `${look.replaceAll(" ", "-")}.png`);
        await page.screenshot({ path });
        expect(statSync(path).size, look).toBeGreaterThan(smallestPicture);
        const [scrollWidth, background] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          getComputedStyle(document.body).backgroundColor,
        ]);
        expect(scrollWidth, look).toBeLessThanOrEqual(width);
        backgrounds.add(`${colorScheme} ${background}`);
      }
    }
    // Each scheme has a background of its own, whatever the width.
    expect(new Set([...backgrounds].map((one) => one.split(" ").slice(1).join(" "))).size).toBe(2);
  },
);
