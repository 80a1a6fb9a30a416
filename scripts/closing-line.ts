import { writeSync } from "node:fs";
import type { Reporter, TestModule, TestRunEndReason } from "vitest/node";

/**
 * A vitest reporter that ends a run with one plain line, `N passed, N failed`, for those who read the output by
 * machine. A file that could not be collected, a hook that threw and an unhandled error each count as failed.
 *
 * The line is written as the process ends, so that nothing can come after it.
 */
export default class ClosingLine implements Reporter {
  #passed = 0;
  #failed = 0;

  onInit(): void {
    process.once("exit", (code) => {
      // A run that failed without a failing test (no test found, say) must not read as a success.
      const failed = this.#failed === 0 && code !== 0 ? 1 : this.#failed;
      const [passedBefore, failedBefore] = countedBefore();
      writeSync(1, `${passedBefore + this.#passed} passed, ${failedBefore + failed} failed\n`);
    });
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly unknown[],
    reason: TestRunEndReason,
  ): void {
    this.#passed = 0;
    this.#failed = unhandledErrors.length;
    for (const module of modules) this.#count(module);
    if (reason !== "passed" && this.#failed === 0) this.#failed = 1;
  }

  #count(module: TestModule): void {
    if (module.errors().length > 0) this.#failed++;
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) this.#failed++;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === "passed") this.#passed++;
      // Pending: it was begun, or waited for, when the run was broken off.
      else if (state === "failed" || state === "pending") this.#failed++;
    }
  }
}

/** What was tested before by something else, and is said in `PAWL_COUNTED` as this line says it. */
function countedBefore(): [passed: number, failed: number] {
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(process.env["PAWL_COUNTED"] ?? "") ?? [];
  return [Number(passed ?? 0), Number(failed ?? 0)];
}
