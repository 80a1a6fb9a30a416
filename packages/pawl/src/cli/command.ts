import type { Option } from "./option.ts";
import type { CommandLine } from "./parse-command-line.ts";
import type { Terminal } from "./terminal.ts";

/** One command, as the help shows it and as it runs. */
export interface Command {
  /** One word or two: `serve`, `users add`. */
  readonly name: string;
  /** What follows the name in the usage line, besides options. */
  readonly operands: string;
  readonly maxOperands: number;
  /** A few words for the list of commands. */
  readonly summary: string;
  /** What it does, for someone who has not used it before. */
  readonly text: string;
  readonly options: readonly Option<unknown>[];
  readonly examples: readonly Example[];
  /** Operands of this shape are taken as such even though they begin with a dash. */
  readonly dashedOperand?: RegExp;
  /** Resolves when it is done; rejects with `CommandFailure`. */
  run(line: CommandLine, terminal: Terminal): Promise<void>;
}

export interface Example {
  readonly call: string;
  readonly text: string;
}
