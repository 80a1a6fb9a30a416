/**
 * Writes access-tokens.json anew: `node packages/pawl/test/vectors/make.ts`. The private keys are gone when it ends.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeVectors } from "./make-vectors.ts";

writeFileSync(join(import.meta.dirname, "access-tokens.json"), `${JSON.stringify(makeVectors(), null, 2)}\n`);
