import type { ClientState } from "pawl/client";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { test } from "vitest";
import { launchChromium } from "./chromium.ts";
import { type Site, type SiteSettings, startSite } from "./site.ts";

/** A browser profile whose tabs tell each state they are ever in. */
export interface Device {
  readonly context: BrowserContext;
  /** All states of all tabs since the last `forget`, oldest first; those of closed tabs, too. */
  readonly sightings: readonly Sighting[];
  forget(): void;
  /** Calls with each state from now on. */
  watch(listener: (sighting: Sighting) => void): void;
  /** Another tab, on the site. */
  openTab(path?: string): Promise<Page>;
  close(): Promise<void>;
}

export interface Sighting {
  readonly page: Page;
  readonly state: ClientState;
}

const patienceMs = 15_000;

/**
 * A `test` with a site of its own for each test, and a browser for the whole file: `site` · `device` · `openDevice`,
 * further devices · `browser`. An exception or a rejection that nobody handled in a page fails the test.
 */
export function tabsTest(settings: SiteSettings = {}) {
  return test
    .extend("settings", { scope: "file" }, () => settings)
    .extend("browser", { scope: "file" }, async ({ settings: _first }, { onCleanup }) => {
      const browser = await launchChromium();
      onCleanup(() => browser.close());
      return browser;
    })
    .extend("site", async ({ settings: wanted }, { onCleanup }) => {
      const site = await startSite(wanted);
      onCleanup(site.close);
      return site;
    })
    .extend("openDevice", async ({ browser, site }, { onCleanup }) => {
      const devices: Device[] = [];
      const troubles: string[] = [];
      onCleanup(async () => {
        for (const device of devices) await device.close();
        if (troubles.length > 0) throw new Error(`A page had troubles:\n${troubles.join("\n")}`);
      });
      return async () => {
        const device = await openDevice(browser, site);
        device.context.on("weberror", (trouble) => troubles.push(trouble.error().message));
        devices.push(device);
        return device;
      };
    })
    .extend("device", async ({ openDevice }) => openDevice());
}

export async function openDevice(browser: Browser, site: Site): Promise<Device> {
  const context = await browser.newContext({ baseURL: site.origin });
  context.setDefaultTimeout(patienceMs);
  const sightings: Sighting[] = [];
  const listeners: ((sighting: Sighting) => void)[] = [];
  await context.exposeBinding("reportState", ({ page }, state: ClientState) => {
    sightings.push({ page, state });
    for (const tell of listeners) tell({ page, state });
  });
  return {
    context,
    sightings,
    forget: () => void sightings.splice(0),
    watch: (listener) => void listeners.push(listener),
    async openTab(path = "/") {
      const page = await context.newPage();
      await page.goto(path);
      return page;
    },
    close: () => context.close(),
  };
}
