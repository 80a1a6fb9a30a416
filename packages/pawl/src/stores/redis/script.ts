import { createHash } from "node:crypto";

/** One step that Redis takes as a whole: nothing else happens on the node meanwhile. */
export interface Script {
  readonly lua: string;
  /** SHA-1 of the text, by which Redis knows it. */
  readonly sha: string;
}

/**
 * @param lua gets all its keys in `KEYS`, in one hash slot, and all times in `ARGV`; it looks before it writes, so that a
 * refused write leaves nothing half-done.
 */
export function script(lua: string): Script {
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}
