import type { Option } from "./option.ts";

const group = "Output";

/** `--json`, for commands that list. */
export const jsonSwitch: Option<boolean> = {
  flag: "json",
  env: null,
  placeholder: null,
  group,
  text: "Print JSON, for a program to read",
  example: "",
  read: (text) => text !== undefined,
};

/** `--help`, for every command. */
export const helpSwitch: Option<boolean> = {
  flag: "help",
  env: null,
  placeholder: null,
  group,
  text: "Print this",
  example: "",
  read: (text) => text !== undefined,
};
