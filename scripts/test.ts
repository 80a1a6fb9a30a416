/**
 * `npm test`: builds, provides what the tests need, and runs them all. Arguments go to vitest, so that
 * `npm test -- packages/pawl/test/session` or `npm test -- --project pawl` run a part; programs are asked for only where
 * the tests that start them are among it.
 *
 * The last line is `N passed, N failed`: from closing-line.ts, which counts those of python/ with its own, or from here.
 */
import { chromium, postgres, provide, python, redis } from "./programs.ts";
import { type Counts, runPythonTests } from "./python-tests.ts";
import { run } from "./run.ts";

const args = process.argv.slice(2);
const isPart = args.length > 0;
const isAmong = (pattern: RegExp): boolean => !isPart || args.some((arg) => pattern.test(arg));

if (!run("npm", ["run", "--silent", "build"])) stop("The build failed.");

const needsChromium = isAmong(/e2e|example/);
const missing = provide([
  ...(needsChromium ? [chromium] : []),
  ...(isAmong(/^pawl$|postgres|redis|test\/?$|stores\/?$|cli|engine|simulation|crash/)
    ? [postgres, redis]
    : []),
  ...(isAmong(/^python|fastapi/) ? [python] : []),
]);
for (const { name, debian } of missing) {
  stop(`The tests need ${name}: install it (Debian: apt-get install ${debian}).`);
}

// `npm test -- python` and `npm test -- python/tests/test_feed.py` run these alone, by pytest.
const ofPython = args.filter((arg) => /^python/.test(arg));
const counts = isAmong(/^python/) ? runPythonTests(ofPython) : { passed: 0, failed: 0 };
if (isPart && ofPython.length === args.length) {
  console.log(closingLine(counts));
  process.exit(counts.failed === 0 ? 0 : 1);
}

const browser = needsChromium ? chromium.find() : undefined;
const passed = run("vitest", ["run", ...args.filter((arg) => !ofPython.includes(arg))], {
  PAWL_COUNTED: closingLine(counts),
  ...(browser === undefined ? {} : { PAWL_CHROMIUM: browser }),
});
process.exit(passed && counts.failed === 0 ? 0 : 1);

function closingLine({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}

function stop(sentence: string): never {
  console.error(sentence);
  console.log("0 passed, 1 failed");
  process.exit(1);
}
