/**
 * `npm run test:model`: searches the rotation protocol exhaustively, with the function that runs in production, and
 * prints how many worlds were seen; a shortest way to the violation, if there is one. `-- --deep` looks at larger
 * worlds too, which takes some minutes.
 */
import { parseArgs } from "node:util";
import { run } from "./run.ts";

const { values } = parseArgs({ options: { deep: { type: "boolean", default: false } } });
const search = ["run", "--project", "pawl", "packages/pawl/test/model/"];
process.exit(run("vitest", search, values.deep ? { PAWL_MODEL: "deep" } : {}) ? 0 : 1);
