export { type Around, aroundStore, type StoreCall } from "./around-store.ts";
export { type FakeClock, fakeClock, startOfTime } from "./clock.ts";
export type { StoreCase } from "./contract/case.ts";
export type { SizeOf } from "./contract/storage.ts";
export { type StoreContractOptions, storeContract } from "./contract/store-contract.ts";
export { type CountingStore, countingStore } from "./counting-store.ts";
export { type FaultMoment, type FaultyStore, faultyStore } from "./faulty-store.ts";
export type { SharedStore, SharedStoreModule } from "./processes/shared-store.ts";
export { seededRandom } from "./random.ts";
