import { parseArgs } from "node:util";
import { misuse } from "./failure.ts";
import { printable } from "./json-line.ts";
import { nearest } from "./nearest.ts";
import type { Option } from "./option.ts";

/** What stood on the command line, after the command. */
export interface CommandLine {
  /** Values by flag, as they were written; a switch that is there has the value `""`. */
  readonly flags: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

/**
 * Takes a command line apart. Does not look at what values mean.
 *
 * @param dashedOperand words of this shape are operands, though they begin with a dash.
 * @throws CommandFailure for an unknown option, with the one that may be meant, and for one that lacks its value.
 */
export function parseCommandLine(
  args: readonly string[],
  options: readonly Option<unknown>[],
  dashedOperand?: RegExp,
): CommandLine {
  const byFlag = new Map(options.flatMap((option) => (option.flag === null ? [] : [[option.flag, option]])));
  const operands = args.filter((arg) => dashedOperand?.test(arg) === true);
  const { tokens } = parseArgs({
    args: args.filter((arg) => dashedOperand?.test(arg) !== true),
    options: Object.fromEntries(
      [...byFlag].map(([flag, { placeholder }]) => [
        flag,
        { type: placeholder === null ? ("boolean" as const) : ("string" as const) },
      ]),
    ),
    // Strict mode knows no near misses, and would quote a value; what it forbids is refused below.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const flags = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind === "option") {
      const option = byFlag.get(token.name);
      if (option === undefined) throw unknownOption(token.rawName, byFlag.keys());
      flags.set(token.name, writtenValue(option, token));
    }
  }
  return { flags, operands };
}

function writtenValue(
  { flag, placeholder, example }: Option<unknown>,
  token: { readonly value: string | undefined; readonly inlineValue: boolean | undefined },
): string {
  if (placeholder === null) {
    if (token.value !== undefined) throw misuse(`--${flag} takes no value.`);
    return "";
  }
  // `--port --host` means that the port was forgotten; whoever means a dash writes `--name=-value`.
  if (token.value === undefined || (token.inlineValue !== true && token.value.startsWith("-"))) {
    throw misuse(`--${flag} needs a value, such as --${flag} ${example}.`);
  }
  return token.value;
}

function unknownOption(rawName: string, flags: Iterable<string>): Error {
  const quoted = `"${printable(rawName, 60)}"`;
  const near = nearest(rawName.replace(/^-+/, ""), flags);
  return misuse(
    near === undefined
      ? `There is no option ${quoted} here.`
      : `There is no option ${quoted}; did you mean --${near}?`,
  );
}
