/**
 * `npm run test:mutation`: changes `session/` and `tokens/` in every small way there is, one at a time, and asks their
 * tests to notice. A change that none of them notices fails the run, unless a comment in the code gives the reason why
 * it makes no difference. `-- <file>…` looks at these files alone.
 *
 * What the last table counts as errors was noticed too: a test file could not even be loaded.
 */
import { parseArgs } from "node:util";
import { run } from "./run.ts";

const { positionals: files } = parseArgs({ allowPositionals: true });
const [what, howLong] =
  files.length === 0 ? ["session/ and tokens/", "Some five minutes on two cores."] : [files.join(", "), ""];
console.log(`Changing ${what} in every small way, one at a time: the tests must notice each. ${howLong}`);

const only = files.length === 0 ? [] : ["--mutate", files.join(",")];
process.exit(run("stryker", ["run", "--logLevel", "warn", ...only]) ? 0 : 1);
