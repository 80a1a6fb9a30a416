/**
 * Everything that can be said about the code without running the product: each `check:…` of package.json, on a
 * fresh build. Every step runs, whatever became of those before it, so that one call shows all there is to mend.
 */
import manifest from "../package.json" with { type: "json" };
import { run } from "./run.ts";

const steps = ["build", ...Object.keys(manifest.scripts).filter((name) => name.startsWith("check:"))];

const failed = steps.filter((step) => {
  console.log(`\n── ${step}`);
  return !run("npm", ["run", "--silent", step]);
});

console.log(failed.length === 0 ? "\nEvery check passed." : `\nNot passed: ${failed.join(", ")}.`);
process.exit(failed.length === 0 ? 0 : 1);
