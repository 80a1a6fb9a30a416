/** One setting: its flag, its variable in the environment, its default, and how its text is read. */
export interface Option<T> {
  /** Without the dashes; `null` for a setting that must not stand on a command line, where everyone can read it. */
  readonly flag: string | null;
  /** The variable that holds it where the flag is not given; `null` if there is none. */
  readonly env: string | null;
  /** What stands for the value in the help; `null` for a switch, which is there or not. */
  readonly placeholder: string | null;
  /** The heading it stands under in the help. */
  readonly group: string;
  /** What it means. */
  readonly text: string;
  /** Taken when neither flag nor environment has it. */
  readonly default?: string;
  /** Said in the help instead of `default`, where that depends on something. */
  readonly defaultText?: string;
  /** A value to show in a sentence about a wrong one. */
  readonly example: string;
  /**
   * What the text means.
   *
   * @param text `undefined` if nobody said anything and there is no default.
   * @param name the flag or the variable that it came from, for the sentence that refuses it.
   * @throws CommandFailure that names it and shows a right one.
   */
  read(text: string | undefined, name: string): T;
}

/** Options by the name that their value has in the program. */
export type OptionTable<S> = { readonly [K in keyof S]: Option<S[K]> };

/** How a person would call an option: by its flag, or by its variable if it has none. */
export function nameOf(option: Option<unknown>): string {
  return option.flag === null ? (option.env ?? "") : `--${option.flag}`;
}
