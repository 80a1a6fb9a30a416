import { nameOf, type OptionTable } from "./option.ts";
import type { CommandLine } from "./parse-command-line.ts";
import type { Terminal } from "./terminal.ts";

export interface ReadSettings<S> {
  readonly settings: S;
  /** What each setting is called where it was made: `--port`, or `PAWL_PORT`. */
  readonly names: { readonly [K in keyof S]: string };
}

/**
 * Reads the settings of a command: a flag beats the environment, which beats the default. A variable that is
 * empty counts as not set.
 *
 * @throws CommandFailure of the option that could not be read.
 */
export function readSettings<S extends object>(
  table: OptionTable<S>,
  flags: CommandLine["flags"],
  env: Terminal["env"],
): ReadSettings<S> {
  const settings: Partial<S> = {};
  const names: { [K in keyof S]?: string } = {};
  for (const key of Object.keys(table) as (keyof S)[]) {
    const option = table[key];
    const fromFlag = option.flag === null ? undefined : flags.get(option.flag);
    const fromEnv = option.env === null ? undefined : env[option.env] || undefined;
    const name = fromFlag === undefined && fromEnv !== undefined ? (option.env ?? "") : nameOf(option);
    settings[key] = option.read(fromFlag ?? fromEnv ?? option.default, name);
    names[key] = name;
  }
  return { settings: settings as S, names: names as ReadSettings<S>["names"] };
}
