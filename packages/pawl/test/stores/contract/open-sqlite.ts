/** What each of several processes imports, to share one SQLite file. */
import { sqliteStore } from "../../../src/stores/sqlite/index.ts";
import type { SharedStoreModule } from "../../../src/testing/index.ts";

export const openShared: SharedStoreModule["openShared"] = (filename) => sqliteStore({ filename });
