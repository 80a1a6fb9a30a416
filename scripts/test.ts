/**
 * `npm test`: builds, provides what the tests need, and runs them all. Arguments go to vitest, so that
 * `npm test -- packages/pawl/test/session` or `npm test -- --project pawl` run a part; Chromium is asked for
 * only where the end-to-end tests are among it.
 *
 * The last line is `N passed, N failed`: from closing-line.ts, or from here if the tests could not be begun.
 */
import { provideChromium } from "./chromium.ts";
import { run } from "./run.ts";

const args = process.argv.slice(2);
const endToEnd = args.length === 0 || args.some((arg) => arg.includes("e2e"));

if (!run("npm", ["run", "--silent", "build"])) stop("The build failed.");

const chromium = endToEnd ? provideChromium() : undefined;
if (endToEnd && chromium === undefined) {
  stop(
    "The end-to-end tests need Chromium: install it (Debian: apt-get install chromium), or name one in PAWL_CHROMIUM.",
  );
}

const passed = run("vitest", ["run", ...args], chromium === undefined ? {} : { PAWL_CHROMIUM: chromium });
process.exit(passed ? 0 : 1);

function stop(sentence: string): never {
  console.error(sentence);
  console.log("0 passed, 1 failed");
  process.exit(1);
}
