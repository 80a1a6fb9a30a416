export { type CountingStore, countingStore } from "../../src/testing/counting-store.ts";
