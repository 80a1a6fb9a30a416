/** What a process would import to share a store, if it were shared. */
import { memoryStore } from "../../../src/stores/memory/index.ts";
import type { SharedStoreModule } from "../../../src/testing/index.ts";

export const openShared: SharedStoreModule["openShared"] = () => memoryStore();
