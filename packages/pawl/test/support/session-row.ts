export { digestOf, guardFor, rotationFrom, sessionRow } from "../../src/testing/session-row.ts";
