import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";

/** The root of the repository. */
export const root: string = join(import.meta.dirname, "..");

/** The environment of npm scripts: what the repository has installed comes first in the PATH. */
const env = { ...process.env, PATH: [join(root, "node_modules/.bin"), process.env["PATH"]].join(delimiter) };

/** Runs a program at the root of the repository, in full view, and returns whether it succeeded. */
export function run(command: string, args: readonly string[], extra: Record<string, string> = {}): boolean {
  // On Windows npm installs `.cmd` files, which only a shell can start.
  const shell = process.platform === "win32";
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env: { ...env, ...extra },
    stdio: "inherit",
    shell,
  });
  if (error !== undefined) console.error(`${command} could not be started: ${error.message}`);
  return status === 0;
}

/** Like `run`, but silent: for a question whose answer is yes or no. */
export function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { cwd: root, env, stdio: "ignore" }).status === 0;
}
