import { statSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { chooseLanguage } from "./language.ts";

/** Sizes of a desk, a phone and of what WCAG 1.4.10 asks for; each scheme on both sides of the first two. */
const looks = [
  { width: 1280, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
  { width: 390, colorScheme: "light" },
  { width: 390, colorScheme: "dark" },
  { width: 320, colorScheme: "light" },
  { width: 1280, colorScheme: "dark", forcedColors: "active" },
  { width: 1280, colorScheme: "light", language: "ar" },
  { width: 390, colorScheme: "dark", language: "ar" },
] as const;

/** A picture of an empty page of 1280 by 900 has about 4000 bytes. */
const smallestPicture = 5000;

/** What axe-core finds wrong, in short; with the rule for the size of targets, which it leaves out by itself. */
export async function violations(page: Page, forcedColors: "active" | "none" = "none"): Promise<string[]> {
  await page.evaluate(axe.source);
  const rules = {
    "target-size": { enabled: true },
    // Whose the colours are, theirs is the contrast.
    "color-contrast": { enabled: forcedColors === "none" },
  };
  const { violations: found } = await page.evaluate((wanted) => {
    const { axe: here } = globalThis as unknown as { axe: typeof axe };
    return here.run(document, { resultTypes: ["violations"], rules: wanted });
  }, rules);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}

/** Waits until nothing moves or fades any more. */
async function standStill(page: Page): Promise<void> {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
}

/**
 * Looks at what a page shows now: in both colour schemes, on small and large screens, with colours of the user's own,
 * and from right to left. A picture of each is left in the folder.
 */
export async function lookAt(page: Page, name: string, folder: string): Promise<void> {
  const backgrounds = new Map<string, string>();
  for (const { width, colorScheme, ...rest } of looks) {
    const { language, forcedColors } = { language: "en", forcedColors: "none", ...rest } as const;
    const look = [name, language, width, colorScheme, forcedColors].join("-").replaceAll(" ", "-");
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, forcedColors, reducedMotion: "reduce" });
    if (language === "ar") await chooseLanguage(page, language);
    await standStill(page);
    expect(await violations(page, forcedColors), look).toEqual([]);

    const path = join(folder, `${look}.png`);
    await page.screenshot({ path });
    if (width === 1280) expect(statSync(path).size, look).toBeGreaterThan(smallestPicture);
    const { tooWide, background, direction } = await page.evaluate(measure);
    expect(tooWide, look).toEqual([]);
    expect(direction, look).toBe(language === "ar" ? "rtl" : "ltr");
    if (forcedColors === "none") backgrounds.set(colorScheme, background);
  }
  expect(new Set(backgrounds.values()).size).toBe(2);
}

/** In the page: what is wider than the window, or than the dialog that it is in. */
export function measure() {
  const boxes = [document.documentElement, ...document.querySelectorAll("dialog[open]")];
  const tooWide = boxes
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map(({ tagName, scrollWidth, clientWidth }) => `${tagName}: ${scrollWidth} in ${clientWidth}`);
  const { backgroundColor, direction } = getComputedStyle(document.body);
  return { tooWide, background: backgroundColor, direction };
}
