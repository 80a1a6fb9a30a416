/** Signals that ask a server to end. */
const stopSignals = ["SIGTERM", "SIGINT"] as const;
type StopSignal = (typeof stopSignals)[number];

/** `npm run` passes Ctrl-C on to a process that has it from the terminal already; milliseconds between the two. */
const sameSignalMs = 100;

/**
 * Resolves with the first signal that asks to end. From then on a second one ends the process at once, with exit
 * code 1.
 */
export function firstStopSignal(): Promise<StopSignal> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    for (const signal of stopSignals) {
      process.on(signal, () => {
        if (firstAt === undefined) {
          firstAt = performance.now();
          resolve(signal);
        } else if (performance.now() - firstAt > sameSignalMs) {
          process.exit(1);
        }
      });
    }
  });
}
