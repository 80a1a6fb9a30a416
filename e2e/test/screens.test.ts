/**
 * Goal: every screen fits on a desk and on a phone, in light and in dark, in colours of the user's own and from right
 * to left, and is accessible in each.
 * Method: axe-core on every screen; pictures in a temporary folder, which must show something; nothing may be wider
 * than the window. `PAWL_SCREENSHOTS` names a folder that keeps the pictures, for people to look at.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { endToEnd } from "./support/end-to-end.ts";
import { lookAt } from "./support/look.ts";
import { screens } from "./support/screens.ts";

const test = endToEnd();

const kept = process.env["PAWL_SCREENSHOTS"];
let folder = "";
beforeAll(() => {
  folder = kept ?? mkdtempSync(join(tmpdir(), "pawl-screens-"));
  mkdirSync(folder, { recursive: true });
});
afterAll(() => {
  if (kept === undefined) rmSync(folder, { recursive: true });
});

test.for(Object.entries(screens))(
  "%s: drawn, not too wide, and accessible, whatever the screen, the colours and the direction",
  async ([name, open], { page, proxiedPage, proxy, openDevice }) => {
    await lookAt(await open({ page, proxiedPage, proxy, openDevice }), name, folder);
  },
);
