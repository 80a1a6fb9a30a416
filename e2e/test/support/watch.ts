import type { BrowserContext, Page } from "playwright-core";

/**
 * Keeps an eye on everything a user could notice, from now until it is asked: a dialog, an error message, the notes
 * gone even for a moment, another address.
 *
 * @returns a function that says what there was. It rejects if the page was loaded anew: that is noticed, too.
 */
export async function watchForDisturbance(page: Page): Promise<() => Promise<string[]>> {
  const noticed = await page.evaluateHandle(() => {
    const disturbances = new Set<string>();
    const { href } = location;
    const look = () => {
      if (document.querySelector("[role=alertdialog], [role=dialog], dialog")) disturbances.add("a dialog");
      for (const alert of document.querySelectorAll("[role=alert]")) {
        if (alert.textContent) disturbances.add(`a message: ${alert.textContent}`);
      }
      if (!document.querySelector("ul[aria-label=Notes] > li")) disturbances.add("no notes");
      if (location.href !== href) disturbances.add(`another address: ${location.href}`);
    };
    look();
    new MutationObserver(look).observe(document, {
      attributes: true,
      characterData: true,
      childList: true,
      subtree: true,
    });
    return disturbances;
  });
  return () => noticed.evaluate((disturbances) => [...disturbances]);
}

/**
 * Collects each sight of an element, by selector, in any page of the device and from its first moment on: even one
 * that is gone before anyone could look. For documents that are loaded from now on.
 */
export async function watchFor(device: BrowserContext, selector: string): Promise<string[]> {
  return watch(device, "element", selector);
}

/** The same for a text. */
export async function watchForText(device: BrowserContext, text: string): Promise<string[]> {
  return watch(device, "text", text);
}

async function watch(device: BrowserContext, kind: "element" | "text", wanted: string): Promise<string[]> {
  const sightings: string[] = [];
  // A name that no page could have.
  const name = `sighting-of-${kind}-${wanted}`;
  await device.exposeFunction(name, (address: string) => void sightings.push(address));
  await device.addInitScript(
    ([report = "", sort = "", what = ""]) => {
      const look = () => {
        const isHere =
          sort === "element"
            ? document.querySelector(what) !== null
            : document.documentElement?.textContent.includes(what);
        if (isHere)
          (globalThis as unknown as Record<string, (address: string) => void>)[report]?.(location.href);
      };
      new MutationObserver(look).observe(document, { characterData: true, childList: true, subtree: true });
    },
    [name, kind, wanted],
  );
  return sightings;
}
