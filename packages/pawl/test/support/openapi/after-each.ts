// For every test of the package: whatever answers of Pawl it has seen, by createTestPawl or from its own servers of the
// conformance suite, were as the OpenAPI document says.
import { afterEach, expect } from "vitest";
import { takeDeviations } from "./deviations.ts";

afterEach(() => {
  expect(takeDeviations(), "answers that the OpenAPI document does not describe").toEqual([]);
});
