/**
 * `npm test`: builds, provides what the tests need, and runs them all. Arguments go to vitest, so that
 * `npm test -- packages/pawl/test/session` or `npm test -- --project pawl` run a part; programs are asked for only where
 * the tests that start them are among it.
 *
 * The last line is `N passed, N failed`: from closing-line.ts, or from here if the tests could not be begun.
 */
import { chromium, postgres, provide, redis } from "./programs.ts";
import { run } from "./run.ts";

const args = process.argv.slice(2);
const isPart = args.length > 0;
const isAmong = (pattern: RegExp): boolean => !isPart || args.some((arg) => pattern.test(arg));

if (!run("npm", ["run", "--silent", "build"])) stop("The build failed.");

const missing = provide([
  ...(isAmong(/e2e/) ? [chromium] : []),
  ...(isAmong(/^pawl$|postgres|redis|test\/?$|stores\/?$|cli|engine|simulation|crash/)
    ? [postgres, redis]
    : []),
]);
for (const { name, debian } of missing) {
  stop(`The tests need ${name}: install it (Debian: apt-get install ${debian}).`);
}

const browser = isAmong(/e2e/) ? chromium.find() : undefined;
const passed = run("vitest", ["run", ...args], browser === undefined ? {} : { PAWL_CHROMIUM: browser });
process.exit(passed ? 0 : 1);

function stop(sentence: string): never {
  console.error(sentence);
  console.log("0 passed, 1 failed");
  process.exit(1);
}
