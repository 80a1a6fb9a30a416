/**
 * `npm run test:crash`: kills `pawl serve`, PostgreSQL and Redis a hundred times each while clients refresh; then no client
 * may be logged out, and no session may have two live branches. `npm test` does the same with fewer kills.
 */
import { run } from "./run.ts";

const kills = ["run", "--project", "pawl", "packages/pawl/test/crash/"];
process.exit(run("vitest", kills, { PAWL_CRASH_KILLS: "100" }) ? 0 : 1);
