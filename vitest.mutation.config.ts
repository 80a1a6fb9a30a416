import { defineConfig } from "vitest/config";

/** The tests that mutants of `session/` and `tokens/` are run against: what is quick and looks at these folders. */
export default defineConfig({
  test: {
    root: "packages/pawl",
    include: ["test/session/**/*.test.ts", "test/tokens/**/*.test.ts"],
  },
});
