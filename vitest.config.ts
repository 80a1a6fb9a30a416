import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: ["default", "./scripts/closing-line.ts"],
    // Half of the time goes into waiting for hashes, sockets and fsync, so two suit even two cores.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "pawl",
          root: "packages/pawl",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: ["test/package/**", "test/runtimes/**"],
          // Every answer that these tests see is held to the OpenAPI document.
          setupFiles: ["test/support/openapi/after-each.ts"],
          // Many start servers and processes of their own, which a shared machine may stall. What needed a second try is
          // marked as such in what is printed, and is worth a look.
          testTimeout: 30_000,
          retry: process.env["CI"] ? 1 : 0,
        },
      },
      {
        test: {
          // In other runtimes than Node, whose programs it installs for itself.
          name: "runtimes",
          root: "packages/pawl",
          include: ["test/runtimes/**/*.test.ts"],
          globalSetup: ["test/runtimes/support/install.ts"],
          testTimeout: 60_000,
          retry: process.env["CI"] ? 1 : 0,
        },
      },
      {
        test: {
          // The rules of the house: what is looked at is the source and what was built, not its behaviour.
          name: "package",
          root: "packages/pawl",
          include: ["test/package/**/*.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "scripts",
          root: "scripts",
          include: ["*.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "demo",
          root: "apps/demo",
          include: ["test/**/*.test.{ts,tsx}"],
        },
      },
      {
        test: {
          // An app that is built first, then served and looked at in a browser.
          name: "example-nextjs",
          root: "examples/nextjs",
          include: ["test/**/*.test.ts"],
          globalSetup: ["test/support/build.ts"],
          testTimeout: 60_000,
          hookTimeout: 240_000,
          retry: process.env["CI"] ? 1 : 0,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          // Three programs, one of them in Python, and a browser.
          name: "example-fastapi-react",
          root: "examples/fastapi-react",
          include: ["test/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry: process.env["CI"] ? 1 : 0,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          // A client whose types are generated from a running server, and compiled.
          name: "example-typed-client",
          root: "examples/typed-client",
          include: ["test/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          // Whole servers and a whole browser: one file at a time, and none beside the others' tests.
          name: "e2e",
          root: "e2e",
          include: ["test/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // A shared machine may stall a whole browser for seconds. What fails twice has failed.
          retry: process.env["CI"] ? 1 : 0,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
