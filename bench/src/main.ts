/**
 * `npm run bench`: what Pawl costs, beside floors measured in the same run.
 *
 * Absolute figures depend on the machine and on what else it does; the ratios are what to read. Rounds of the two
 * sides alternate, so that a noisy minute hits both, and the median round counts.
 */

import { benchRefresh } from "./refresh.ts";
import { benchVerify } from "./verify.ts";

console.log(`Node ${process.version}, ${process.platform} ${process.arch}\n`);
await benchRefresh();
console.log();
await benchVerify();
