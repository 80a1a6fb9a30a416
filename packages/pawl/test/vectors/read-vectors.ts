import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Vectors } from "./case.ts";

/** The vectors as they are checked in. */
export const vectors: Vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, "access-tokens.json"), "utf8"),
);
