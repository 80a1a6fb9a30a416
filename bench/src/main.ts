/**
 * `npm run bench`: what Pawl costs, beside floors measured in the same run. `-- PART …` runs some of its parts, and
 * `--store NAME` on some of the stores; `growth` fills each store with a million sessions, and `revocations` with a hundred
 * thousand that ended, which takes minutes; they run only when they are named.
 *
 * Absolute figures depend on the machine and on what else it does; the ratios are what to read. Rounds of the two
 * sides alternate, so that a noisy minute hits both, and the median round counts.
 */

import { parseArgs } from "node:util";
import { benchGrowth } from "./growth.ts";
import { benchRefresh } from "./refresh.ts";
import { benchRevocations } from "./revocations.ts";
import { benchSize } from "./size.ts";
import type { StartStore } from "./stores/bench-store.ts";
import { startPostgres } from "./stores/postgres.ts";
import { startRedis } from "./stores/redis.ts";
import { startSqlite } from "./stores/sqlite.ts";
import { benchVerify } from "./verify.ts";

const allStores: Record<string, StartStore> = {
  sqlite: startSqlite,
  postgres: startPostgres,
  redis: startRedis,
};
const parts: Record<string, (stores: readonly StartStore[]) => Promise<void>> = {
  refresh: benchRefresh,
  verify: benchVerify,
  size: benchSize,
  growth: benchGrowth,
  revocations: benchRevocations,
};
const usual = ["refresh", "verify", "size"];

const { values, positionals } = parseArgs({
  options: { store: { type: "string", multiple: true, default: Object.keys(allStores) } },
  allowPositionals: true,
});
const chosen = positionals.length > 0 ? positionals : usual;
const unknown = [
  ...chosen.filter((part) => !Object.hasOwn(parts, part)),
  ...values.store.filter((name) => !Object.hasOwn(allStores, name)),
];
if (unknown.length > 0) {
  console.error(
    `${unknown.join(", ")}: the parts are ${Object.keys(parts)}, the stores ${Object.keys(allStores)}`,
  );
  process.exit(2);
}

console.log(`Node ${process.version}, ${process.platform} ${process.arch}`);
for (const part of chosen) {
  console.log();
  await parts[part]?.(values.store.flatMap((name) => allStores[name] ?? []));
}
