import { describe, test } from "vitest";
import { type StoreContractOptions, storeContract } from "../../../src/testing/contract/store-contract.ts";

/** The store contract as vitest's tests. Some write ten thousand sessions, and some start processes. */
export function describeStoreContract(name: string, options: StoreContractOptions): void {
  describe(`the store contract on ${name}`, () => {
    for (const one of storeContract(options)) test(one.name, one.run, 60_000);
  });
}
