import { test as base } from "vitest";
import { launchChromium } from "../../../../e2e/test/support/chromium.ts";
import { startForeignSite } from "../../../../e2e/test/support/foreign-site.ts";
import { startApp } from "./app.ts";

type Browser = Awaited<ReturnType<typeof launchChromium>>;
/** A browser profile. */
type Device = Awaited<ReturnType<Browser["newContext"]>>;
/** A tab in it. */
export type Page = Awaited<ReturnType<Device["newPage"]>>;

/**
 * A `test` with the example running for the whole file. Only what a test asks for by name is started: `app` · `device`, a
 * browser profile of its own · `foreignSite`, somebody else's server · `browser`.
 *
 * An exception that nobody caught, a rendering that the browser did not find as the server sent it, or a violation of the
 * Content-Security-Policy fails the test.
 */
export const test = base
  .extend("start", { scope: "file" }, () => startApp)
  .extend("app", { scope: "file" }, async ({ start }, { onCleanup }) => {
    const app = await start();
    onCleanup(app.stop);
    return app;
  })
  .extend("browser", { scope: "file" }, async ({ start: _first }, { onCleanup }) => {
    const browser = await launchChromium();
    onCleanup(() => browser.close());
    return browser;
  })
  .extend("foreignSite", async ({ start: _first }, { onCleanup }) => {
    const site = await startForeignSite();
    onCleanup(site.close);
    return site;
  })
  .extend("device", async ({ app, browser }, { onCleanup }) => {
    const device = await browser.newContext({ baseURL: app.origin, locale: "en-GB" });
    device.setDefaultTimeout(15_000);
    const troubles = watch(device);
    onCleanup(async () => {
      await device.close();
      if (troubles.length > 0) throw new Error(`The page had troubles:\n${troubles.join("\n")}`);
    });
    return device;
  });

function watch(device: Device): readonly string[] {
  const troubles: string[] = [];
  device.on("weberror", (trouble) => troubles.push(trouble.error().message));
  device.on("console", (message) => {
    if (/Content Security Policy|hydrat|Minified React error/i.test(message.text()))
      troubles.push(message.text());
  });
  return troubles;
}
