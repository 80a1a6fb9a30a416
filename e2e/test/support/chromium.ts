import { type Browser, chromium } from "playwright-core";

/** The browser that `npm test` found; without it, where Debian installs one. */
const executablePath = process.env["PAWL_CHROMIUM"] || "/usr/bin/chromium";

/** A Chromium with a profile of its own, that talks to nobody but the servers of the tests. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      // Chromium's sandbox refuses to run as root, as it would in a container.
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
    // People's browsers have a back-forward cache, and it may show what is private.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
}
