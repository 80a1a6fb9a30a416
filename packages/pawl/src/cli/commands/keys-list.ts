import { type KeyStanding, keySchedule, standingsAt } from "../../tokens/key-schedule.ts";
import type { Command } from "../command.ts";
import { formatInstant, formatTable } from "../format-table.ts";
import { jsonLine } from "../json-line.ts";
import { rotateKeysEveryOption } from "../key-options.ts";
import { withStore } from "../open-store.ts";
import type { OptionTable } from "../option.ts";
import { storeOption } from "../options.ts";
import { readSettings } from "../read-settings.ts";
import type { StoreLocation } from "../store-location.ts";
import { jsonSwitch } from "../switches.ts";

interface ListSettings {
  readonly store: StoreLocation;
  readonly rotateKeysEveryMs: number;
  readonly json: boolean;
}

const options: OptionTable<ListSettings> = {
  store: storeOption("Options"),
  rotateKeysEveryMs: rotateKeysEveryOption("Options"),
  json: jsonSwitch,
};

const headings = ["KID", "ALG", "STATE", "SINCE", "UNTIL"] as const;

/** `pawl keys list`: which key signs, which one will and which ones did. */
export const keysList: Command = {
  name: "keys list",
  operands: "",
  maxOperands: 0,
  summary: "list the signing keys and what they are for now",
  text: "Lists the keys of a store in the order in which they sign. An announced key is in the key set already and signs from UNTIL; the signing one is succeeded then; a retired one only verifies, and is removed then. Times are in UTC. Shows nothing secret: private halves are sealed.",
  options: Object.values(options),
  examples: [
    { call: "pawl keys list", text: "the keys of ./pawl.sqlite" },
    { call: "pawl keys list --store postgres://pawl@localhost/pawl --json", text: "for a program to read" },
  ],

  async run({ flags }, { env, stdout }) {
    const { settings } = readSettings(options, flags, env);
    await withStore(settings.store, "expected", async ({ keys }) => {
      const schedule = keySchedule(settings.rotateKeysEveryMs);
      const standings = standingsAt(await keys.list(), schedule, Date.now());
      if (settings.json) stdout.write(`${jsonLine(standings.map(payload))}\n`);
      else if (standings.length === 0) stdout.write("There are no keys yet; the first server makes one.\n");
      else stdout.write(formatTable(headings, standings.map(row)));
    });
  },
};

function row({ key, state, beganAt, endsAt }: KeyStanding): string[] {
  return [key.kid, key.alg, state, formatInstant(beganAt), formatInstant(endsAt)];
}

function payload({ key, state, beganAt, endsAt }: KeyStanding): Readonly<Record<string, unknown>> {
  return { kid: key.kid, alg: key.alg, state, began_at: beganAt, ends_at: endsAt, created_at: key.createdAt };
}
