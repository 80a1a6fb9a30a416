import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

/**
 * The secret of a development server: read from `file`, or drawn and written there at the first start, readable
 * by its owner only.
 *
 * Not for production, where the secret comes from a vault by way of `PAWL_SECRETS` and every server shares it.
 */
export function readOrCreateSecret(file: string): string {
  try {
    // `wx` fails if the file exists, so that of two servers starting at once one writes and both read the same.
    writeFileSync(file, `${randomBytes(32).toString("base64url")}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readFileSync(file, "utf8").trim();
}
