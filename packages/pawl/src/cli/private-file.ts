import { readFileSync, statSync } from "node:fs";
import { failure } from "./failure.ts";

/**
 * The text of a file with credentials in it.
 *
 * @param name what the file is called by whoever named it, such as `--verifier-credentials-file`.
 * @throws CommandFailure with the fix; in production also for a file that others may read.
 */
export function readPrivateFile(file: string, name: string, isProduction: boolean): string {
  let text: string;
  let mode: number;
  try {
    text = readFileSync(file, "utf8");
    mode = statSync(file).mode & 0o777;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw failure(
      `${file}, which ${name} names, cannot be read (${code}); see that it is a file that this user may read.`,
    );
  }
  if (isProduction && (mode & 0o077) !== 0 && process.platform !== "win32") {
    throw failure(
      `${file} can be read by others (mode ${mode.toString(8)}); close it with: chmod 600 ${file}`,
    );
  }
  return text;
}
