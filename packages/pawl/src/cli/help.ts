import type { Command } from "./command.ts";
import { nameOf, type Option } from "./option.ts";
import { helpSwitch } from "./switches.ts";

/** Nobody reads longer lines with pleasure. */
const width = 88;
const indent = "  ";

/** `pawl --help`: what there is. */
export function overview(commands: readonly Command[]): string {
  const calls = commands.map(({ name, operands }) => `pawl ${name} ${operands}`.trimEnd());
  return paragraphs([
    "pawl: session management for web apps, as a server or from the command line.",
    section("Commands", columns(commands.map(({ summary }, i) => [calls[i] ?? "", summary]))),
    section(
      "More",
      columns([
        ["pawl help COMMAND", "what a command does, its options and examples"],
        ["pawl --version", "the version"],
      ]),
    ),
    section("Try it", [
      `${indent}pawl users add ada@example.com`,
      `${indent}pawl serve`,
      `${indent}curl localhost:4000/healthz`,
    ]),
  ]);
}

/** `pawl help users`: the commands that begin with one word. */
export function groupHelp(group: readonly Command[]): string {
  return paragraphs(group.map(commandHelp));
}

/** `pawl help serve`: all about one command. */
export function commandHelp({ name, operands, text, options, examples }: Command): string {
  const usage = [`pawl ${name}`, operands, options.length > 0 ? "[options]" : ""].filter(
    (part) => part !== "",
  );
  const all = [...options, helpSwitch];
  const groups = [...new Set(all.map(({ group }) => group))];
  return paragraphs([
    section("Usage", [indent + usage.join(" ")]),
    wrap(text, width).join("\n"),
    ...groups.map((group) => section(group, optionLines(all.filter((option) => option.group === group)))),
    section(
      "Examples",
      examples.flatMap(({ call, text }) => [indent + call, `${indent.repeat(3)}${text}`]),
    ),
    ...(options.some(({ env, flag }) => env !== null && flag !== null)
      ? ["A flag beats the environment, which beats the default."]
      : []),
  ]);
}

/** The name, then what it means, then its default and its variable. */
function optionLines(options: readonly Option<unknown>[]): string[] {
  const calls = options.map((option) => [nameOf(option), option.placeholder].filter(Boolean).join(" "));
  const column = Math.max(...calls.map((call) => call.length)) + 2 * indent.length;
  return options.flatMap((option, i) => {
    const meaning = wrap(option.text, width - column);
    const facts = wrap(factsOf(option), width - column);
    return [...meaning, ...facts].map(
      (line, j) => `${indent}${j === 0 ? calls[i] : ""}`.padEnd(column) + line,
    );
  });
}

function factsOf({ flag, env, default: byDefault, defaultText }: Option<unknown>): string {
  const value = defaultText ?? byDefault;
  const parts = [value === undefined ? "" : `default: ${value}`, env !== null && flag !== null ? env : ""];
  const facts = parts.filter((part) => part !== "").join("; ");
  return facts === "" ? "" : `[${facts}]`;
}

function section(heading: string, lines: readonly string[]): string {
  return [heading, ...lines].join("\n");
}

function paragraphs(parts: readonly string[]): string {
  return `${parts.map((part) => part.trimEnd()).join("\n\n")}\n`;
}

/** Two columns; the right one stays on its line. */
function columns(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const column = Math.max(...rows.map(([left]) => left.length)) + 2 * indent.length;
  return rows.map(([left, right]) => (indent + left).padEnd(column) + right);
}

function wrap(text: string, lineWidth: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter((one) => one !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= lineWidth)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
