import type { SecurityEventReceiver } from "../server/receiver-options.ts";
import { parseStrictJson } from "../tokens/strict-json.ts";
import { failure } from "./failure.ts";
import { readPrivateFile } from "./private-file.ts";

const maxDepth = 4;

/**
 * The receivers in a file; none without one. What each must be like is `createPawl`'s to say.
 *
 * @param name what the file is called by whoever named it.
 * @throws CommandFailure with the fix, and never with anything that stands in the file.
 */
export function readReceivers(
  file: string | undefined,
  name: string,
  isProduction: boolean,
): readonly SecurityEventReceiver[] {
  if (file === undefined) return [];
  const text = readPrivateFile(file, name, isProduction);
  const list = parseStrictJson(Buffer.from(text), maxDepth);
  if (Array.isArray(list)) return list;
  throw failure(
    `${file}, which ${name} names, must hold a JSON list, such as [{ "endpoint": "https://…", "authorization": "Bearer …", "audience": "…" }].`,
  );
}
