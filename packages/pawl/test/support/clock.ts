export { type FakeClock, fakeClock, startOfTime } from "../../src/testing/clock.ts";
