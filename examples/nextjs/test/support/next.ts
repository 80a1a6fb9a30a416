import { createRequire } from "node:module";
import { join } from "node:path";

export const appFolder: string = join(import.meta.dirname, "../..");

/** What `next` in a script of package.json starts. */
export const nextProgram: string = createRequire(import.meta.url).resolve("next/dist/bin/next");

/** The environment of Next: these settings, and nothing of the tests' own. It calls nobody and mends no lock file. */
export function environment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    NEXT_IGNORE_INCORRECT_LOCKFILE: "1",
    ...settings,
  };
}
