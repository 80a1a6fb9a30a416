export { aroundStore } from "../../src/testing/around-store.ts";
