const isDeep = process.env["PAWL_MODEL"] === "deep";

/** For a whole test, on a machine that is very busy. */
export const timeoutMs = isDeep ? 1_200_000 : 120_000;

/** So many random runs; ten times as many with `PAWL_MODEL=deep`. */
export function runs(numRuns: number) {
  return {
    numRuns: isDeep ? numRuns * 10 : numRuns,
    // Before the test times out: what was found until then is printed, even if it could be shorter.
    interruptAfterTimeLimit: timeoutMs * 0.8,
    markInterruptAsFailure: true,
  };
}
