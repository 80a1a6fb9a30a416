import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";

/**
 * Chooses a language as another tab of the same browser would, so that it works under a dialog, too. In that other tab
 * there is nothing but a file of the demo.
 */
export async function chooseLanguage(page: Page, language: string): Promise<void> {
  if ((await page.evaluate(() => document.documentElement.lang)) === language) return;
  const { origin } = new URL(page.url());
  const other = await page.context().newPage();
  await other.goto(`${origin}/favicon.svg`);
  await other.evaluate((code) => localStorage.setItem("pawl-demo:language", code), language);
  await other.close();
  await eventually(() => page.evaluate(() => document.documentElement.lang)).toBe(language);
}

/** What a person reads of this part of a page and could not, knowing no Latin letters: logins and the names of languages aside. */
export async function latinWords(page: Page, selector: string): Promise<string[]> {
  const texts = await page.locator(selector).evaluateAll((elements) =>
    elements.flatMap((element) => {
      const copy = element.cloneNode(true) as Element;
      for (const other of copy.querySelectorAll("code, select")) other.remove();
      const attributes = [...copy.querySelectorAll("[aria-label], [placeholder]")].map(
        (one) => `${one.getAttribute("aria-label") ?? ""} ${one.getAttribute("placeholder") ?? ""}`,
      );
      return [copy.textContent, ...attributes];
    }),
  );
  return texts.flatMap((text) => text.replaceAll("Pawl", "").match(/[a-z]{2,}/gi) ?? []);
}
