import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base } from "vitest";
import { launchChromium } from "../../../../e2e/test/support/chromium.ts";
import { readSettings, type Settings } from "../../start/settings.ts";
import { type Example, prepareExample } from "../../start/start.ts";

type Browser = Awaited<ReturnType<typeof launchChromium>>;
/** A browser profile. */
export type Device = Awaited<ReturnType<Browser["newContext"]>>;
/** A tab in it. */
export type Page = Awaited<ReturnType<Device["newPage"]>>;

/**
 * A `test` with the example running for the whole file, started as `npm start` does it, on free ports and with new files.
 * Only what a test asks for by name is started: `example` · `page`, a tab of a browser profile of its own · `openPage`,
 * others, each of another profile.
 *
 * An exception that nobody caught in a page fails the test.
 */
export function exampleTest(differences: Partial<Settings> = {}) {
  return base
    .extend("settings", { scope: "file" }, () => differences)
    .extend("example", { scope: "file" }, async ({ settings }, { onCleanup }) => {
      const folder = mkdtempSync(join(tmpdir(), "pawl-fastapi-react-"));
      const { example, said } = await prepare({ ...settings, stateFolder: join(folder, "state") });
      // Whatever becomes of this process, it leaves no other behind.
      process.once("exit", example.kill);
      onCleanup(async () => {
        await example.stop();
        process.off("exit", example.kill);
        rmSync(folder, { recursive: true, force: true });
      });
      await example.start().catch((error: Error) => {
        throw new Error([error.message, ...said].join("\n"));
      });
      return example;
    })
    .extend("browser", { scope: "file" }, async ({ settings: _first }, { onCleanup }) => {
      const browser = await launchChromium();
      onCleanup(() => browser.close());
      return browser;
    })
    .extend("openPage", async ({ example, browser }, { onCleanup }) => {
      const devices: Device[] = [];
      const troubles: string[] = [];
      onCleanup(async () => {
        for (const device of devices) await device.close();
        if (troubles.length > 0) throw new Error(`A page had troubles:\n${troubles.join("\n")}`);
      });
      return async () => {
        const device = await browser.newContext({ baseURL: example.origin, locale: "en-GB" });
        device.setDefaultTimeout(20_000);
        device.on("weberror", (trouble) => troubles.push(trouble.error().message));
        devices.push(device);
        return device.newPage();
      };
    })
    .extend("page", async ({ openPage }) => openPage());
}

async function prepare(differences: Partial<Settings>): Promise<{ example: Example; said: string[] }> {
  const said: string[] = [];
  const settings = { ...readSettings({ PYTHON: process.env["PYTHON"] }), port: 0, ...differences };
  return { example: await prepareExample(settings, (line) => said.push(line)), said };
}
