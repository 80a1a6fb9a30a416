import type { TestProject } from "vitest/node";
import { installRuntimes } from "./installed.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Why there are no runtimes to test with; empty if there are. */
    readonly runtimesAreMissing: string;
  }
}

/** Before the tests of runtimes. */
export function setup(project: TestProject): void {
  const why = installRuntimes();
  if (why !== undefined) process.stdout.write(`Bun, Deno and workerd are not tested: ${why}.\n`);
  project.provide("runtimesAreMissing", why ?? "");
}
