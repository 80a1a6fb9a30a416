import type { Store } from "../../../src/stores/store.ts";
import { describeStoreContract } from "./describe.ts";

/** The whole contract, under the name that its part for sessions had. */
export function describeSessionStore(name: string, open: () => Store | Promise<Store>): void {
  describeStoreContract(name, { open });
}
