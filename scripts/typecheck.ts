/** Type-checks every folder with the platform it may use. The apps see `pawl` as its users do: built. */
import { run } from "./run.ts";

const projects = [
  "packages/pawl/tsconfig.core.json",
  "packages/pawl/tsconfig.browser.json",
  "packages/pawl/tsconfig.server.json",
  "packages/pawl/test",
  "scripts",
  "apps/demo",
  "examples/fastapi-react",
  "examples/nextjs",
  "e2e",
  "bench",
];

const failed = projects.filter((project) => !run("tsc", ["-p", project]));
if (failed.length > 0) {
  console.error(`Type errors in ${failed.join(", ")}.`);
  process.exit(1);
}
