export { type FaultyStore, faultyStore } from "../../src/testing/faulty-store.ts";
