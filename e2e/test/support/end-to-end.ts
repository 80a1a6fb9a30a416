import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, BrowserContextOptions } from "playwright-core";
import { test } from "vitest";
import { launchChromium } from "./chromium.ts";
import { type Environment, startDemo } from "./demo.ts";
import { startForeignSite } from "./foreign-site.ts";
import { startProxy } from "./proxy.ts";

const screenshots = join(import.meta.dirname, "../../screenshots");
const patienceMs = 15_000;

/**
 * A `test` with a demo of its own, in this environment, for the whole file, and a new browser profile for each
 * test. Only what a test asks for by name is started:
 *
 * `page`, a tab on one device, with the demo's addresses · `proxy` and `proxiedPage`, the same with a reverse proxy
 * between · `openDevice`, further devices · `foreignSite`, somebody else's server · `demo` · `browser`.
 *
 * Every page is watched: an exception that nobody caught, a rejected promise that nobody handled, or a violation of
 * the Content-Security-Policy is one of the `troubles`, and fails the test. A failing test leaves screenshots behind.
 */
export function endToEnd(environment: Environment = {}) {
  return test
    .extend("environment", { scope: "file" }, () => environment)
    .extend("browser", { scope: "file" }, async ({ environment: _first }, { onCleanup }) => {
      const browser = await launchChromium();
      onCleanup(() => browser.close());
      return browser;
    })
    .extend("demo", { scope: "file" }, async ({ environment: settings }, { onCleanup }) => {
      const demo = await startDemo(settings);
      onCleanup(async () => void (await demo.stop()));
      return demo;
    })
    .extend("proxy", async ({ demo }, { onCleanup }) => {
      const proxy = await startProxy(demo.origin);
      onCleanup(proxy.close);
      return proxy;
    })
    .extend("foreignSite", async ({ environment: _first }, { onCleanup }) => {
      const site = await startForeignSite();
      onCleanup(site.close);
      return site;
    })
    .extend("troubles", (): string[] => [])
    .extend("openDevice", async ({ browser, demo, task, troubles }, { onCleanup }) => {
      const devices: BrowserContext[] = [];
      onCleanup(async () => {
        if (task.result?.state === "fail") await photograph(devices, task.name);
        for (const device of devices) await device.close();
        if (troubles.length > 0) throw new Error(`The page had troubles:\n${troubles.join("\n")}`);
      });
      return async (options: BrowserContextOptions = {}) => {
        const device = await browser.newContext({
          baseURL: demo.origin,
          locale: "en-GB",
          reducedMotion: "reduce",
          viewport: { width: 1280, height: 900 },
          ...options,
        });
        device.setDefaultTimeout(patienceMs);
        await watch(device, troubles);
        devices.push(device);
        return device;
      };
    })
    .extend("page", async ({ openDevice }) => (await openDevice()).newPage())
    .extend("proxiedPage", async ({ openDevice, proxy }) =>
      (await openDevice({ baseURL: proxy.origin })).newPage(),
    );
}

async function watch(device: BrowserContext, troubles: string[]): Promise<void> {
  device.on("weberror", (trouble) => troubles.push(trouble.error().message));
  await device.exposeFunction("reportViolation", (what: string) => {
    troubles.push(`Against the Content-Security-Policy: ${what}`);
  });
  await device.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
      const { reportViolation } = globalThis as unknown as { reportViolation(what: string): void };
      reportViolation(`${effectiveDirective} ${blockedURI}`);
    });
  });
}

async function photograph(devices: readonly BrowserContext[], name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  const pages = devices.flatMap((device) => device.pages());
  for (const [index, page] of pages.entries()) {
    const file = `${name.replace(/\W+/g, "-").slice(0, 80)}-${index + 1}.png`;
    // A page that cannot be photographed must not hide why the test failed.
    await page.screenshot({ path: join(screenshots, file), timeout: 5000 }).catch(() => undefined);
  }
}
