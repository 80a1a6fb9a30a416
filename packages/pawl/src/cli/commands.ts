import type { Command } from "./command.ts";
import { keysList } from "./commands/keys-list.ts";
import { keysRevoke } from "./commands/keys-revoke.ts";
import { keysRotate } from "./commands/keys-rotate.ts";
import { migrate } from "./commands/migrate.ts";
import { openApi } from "./commands/openapi.ts";
import { serve } from "./commands/serve.ts";
import { sessionsList } from "./commands/sessions-list.ts";
import { sessionsRevoke } from "./commands/sessions-revoke.ts";
import { sessionsSweep } from "./commands/sessions-sweep.ts";
import { usersAdd } from "./commands/users-add.ts";
import { usersList } from "./commands/users-list.ts";
import { misuse } from "./failure.ts";
import { printable } from "./json-line.ts";
import { nearest } from "./nearest.ts";

/** In the order of the help. */
export const commands: readonly Command[] = [
  serve,
  migrate,
  usersAdd,
  usersList,
  sessionsList,
  sessionsRevoke,
  sessionsSweep,
  keysList,
  keysRotate,
  keysRevoke,
  openApi,
];

/** A command, or all that begin with the word given, and the words after its name. */
export type FoundCommand =
  | { readonly command: Command; readonly rest: readonly string[] }
  | { readonly group: readonly Command[] };

/**
 * Finds the command that the first words name. A word that begins several, such as `users`, finds them all.
 *
 * @throws CommandFailure with the one that may be meant.
 */
export function findCommand(words: readonly string[]): FoundCommand {
  for (const length of [1, 2]) {
    const name = words.slice(0, length).join(" ");
    const command = commands.find((one) => one.name === name);
    if (command !== undefined) return { command, rest: words.slice(length) };
  }
  const [first = "", second] = words;
  const group = commands.filter((one) => one.name.startsWith(`${first} `));
  if (group.length > 0 && (second === undefined || second.startsWith("-"))) return { group };
  throw unknownCommand(group.length > 0 ? `${first} ${second}` : first);
}

function unknownCommand(name: string): Error {
  const firstWords = commands.map((one) => one.name.split(" ")[0] ?? "");
  const near = nearest(name, [...commands.map((one) => one.name), ...firstWords, "help"]);
  const hint = near === undefined ? "see pawl --help" : `did you mean pawl ${near}?`;
  const end = near === undefined ? "." : "";
  return misuse(`There is no command "${printable(name, 60)}"; ${hint}${end}`);
}
