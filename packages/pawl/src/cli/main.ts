#!/usr/bin/env node

// Nothing is imported above this check, and nothing here is newer than Node 12: an older Node could not load the
// rest, and would answer with a stack trace instead of a sentence.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major > 22 || (major === 22 && minor >= 13)) {
  // Node 22 calls node:sqlite experimental, on stderr, where only log lines belong; `serve` logs its warnings itself.
  process.removeAllListeners("warning");
  // Who reads the output may stop reading, as `head` does; that is no reason for a stack trace.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  void import("./run.ts")
    .then(({ run }) => run(process.argv.slice(2), process))
    .then((exitCode) => {
      process.exitCode = exitCode;
    });
} else {
  console.error(
    `pawl needs Node.js 22.13 or newer and this is ${process.versions.node}; install a newer one from https://nodejs.org/.`,
  );
  process.exitCode = 1;
}
