import type { Page } from "playwright-core";

/** Freezes a tab as Chromium does with those that nobody has looked at for a while, or wakes it. */
export async function setFrozen(page: Page, frozen: boolean): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setWebLifecycleState", { state: frozen ? "frozen" : "active" });
  await session.detach();
}

/**
 * What the document says when another tab comes in front of it, and when it is in front again. Under automation
 * Chromium shows every page as visible.
 */
export function setVisibility(page: Page, visibility: DocumentVisibilityState): Promise<void> {
  return page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    document.dispatchEvent(new Event("visibilitychange"));
  }, visibility);
}

/** Kills the process that renders the page, and whatever else it renders. */
export async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent("crash");
  const session = await page.context().newCDPSession(page);
  // Nobody is left to answer.
  session.send("Page.crash").catch(() => undefined);
  await crashed;
}
