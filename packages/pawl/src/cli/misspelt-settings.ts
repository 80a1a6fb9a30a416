import { nearest } from "./nearest.ts";
import type { Option } from "./option.ts";
import type { Terminal } from "./terminal.ts";

export interface MisspeltSetting {
  readonly name: string;
  /** What may be meant. */
  readonly near: string;
}

/** Other programs have variables of a similar kind: Kubernetes makes PAWL_SERVICE_HOST for a service called pawl. */
const slips = 2;

/**
 * Variables that are nearly ours. A wrong flag is refused, but an environment is shared, so a wrong variable would be
 * ignored in silence, and with it a lifetime that somebody relies on.
 */
export function misspeltSettings(
  env: Terminal["env"],
  options: readonly Option<unknown>[],
): readonly MisspeltSetting[] {
  const ours = new Set(options.flatMap((option) => option.env ?? []));
  return Object.keys(env).flatMap((name) => {
    if (!name.startsWith("PAWL_") || ours.has(name)) return [];
    const near = nearest(name, ours, slips);
    return near === undefined ? [] : [{ name, near }];
  });
}
