export { seededRandom } from "../../src/testing/random.ts";
