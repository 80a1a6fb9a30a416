import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { appFolder, environment, nextProgram } from "./next.ts";

/** Builds the example once, as `npm run build` does, before any of its tests. */
export async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, [nextProgram, "build"], {
    cwd: appFolder,
    env: environment({}),
  });
}
