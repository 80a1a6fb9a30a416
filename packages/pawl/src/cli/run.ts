import { readFileSync } from "node:fs";
import { commands, findCommand } from "./commands.ts";
import { errorLine } from "./describe-error.ts";
import { CommandFailure, misuse } from "./failure.ts";
import { commandHelp, groupHelp, overview } from "./help.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { helpSwitch } from "./switches.ts";
import type { Terminal } from "./terminal.ts";

const anyOf = new Intl.ListFormat("en-GB", { type: "disjunction" });

/**
 * Runs one call of the program.
 *
 * @returns the exit code: 0 it is done, 1 it could not be done, 2 it was asked for wrongly. Never rejects, and
 * never shows a stack trace.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  try {
    await dispatch(args, terminal);
    return 0;
  } catch (error) {
    const sentences = error instanceof CommandFailure ? error.message : errorLine(error);
    for (const sentence of sentences.split("\n")) terminal.stderr.write(`pawl: ${sentence}\n`);
    return error instanceof CommandFailure ? error.exitCode : 1;
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<void> {
  const [first] = args;
  if (first === undefined)
    throw misuse("Say what to do, such as pawl serve; pawl --help shows all commands.");
  if (first === "--version" || first === "-v" || first === "version") {
    terminal.stdout.write(`${version()}\n`);
  } else if (first === "--help" || first === "-h" || first === "help") {
    terminal.stdout.write(helpFor(args.slice(1)));
  } else if (first.startsWith("-")) {
    throw misuse("The command comes first, such as pawl serve; pawl --help shows all commands.");
  } else {
    await runCommand(args, terminal);
  }
}

async function runCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const found = findCommand(args);
  if ("group" in found) {
    const names = anyOf.format(found.group.map(({ name }) => `pawl ${name}`));
    if (!args.slice(1).some(asksForHelp)) throw misuse(`Say which: ${names}.`);
    terminal.stdout.write(groupHelp(found.group));
    return;
  }
  const { command, rest } = found;
  if (rest.some(asksForHelp)) {
    terminal.stdout.write(commandHelp(command));
    return;
  }
  const line = parseCommandLine(rest, [...command.options, helpSwitch], command.dashedOperand);
  if (line.operands.length > command.maxOperands) {
    // Not quoted: it may be a password that somebody expected to give here.
    const takes = command.operands === "" ? "options only" : `${command.operands} and nothing more`;
    throw misuse(`pawl ${command.name} takes ${takes}; see pawl help ${command.name}.`);
  }
  await command.run(line, terminal);
}

function helpFor(words: readonly string[]): string {
  if (words.length === 0) return overview(commands);
  const found = findCommand(words);
  return "group" in found ? groupHelp(found.group) : commandHelp(found.command);
}

function asksForHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

function version(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  return manifest.version;
}
