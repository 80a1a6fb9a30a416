import type { Command } from "../command.ts";
import { jsonLine } from "../json-line.ts";
import { withStore } from "../open-store.ts";
import type { OptionTable } from "../option.ts";
import { storeOption } from "../options.ts";
import { readSettings } from "../read-settings.ts";
import { nameOfStore, type StoreLocation } from "../store-location.ts";
import { jsonSwitch } from "../switches.ts";

const options: OptionTable<{ readonly store: StoreLocation; readonly json: boolean }> = {
  store: storeOption("Options"),
  json: jsonSwitch,
};

/** `pawl migrate`: from whatever schema is there to the one that this Pawl knows. */
export const migrate: Command = {
  name: "migrate",
  operands: "",
  maxOperands: 0,
  summary: "make the tables, or bring them up to date",
  text: "Brings a store to the schema that this Pawl needs, before the first start and after each update. Only ever forward; running it twice, or on many machines at once, does no harm. A SQLite file is brought up to date whenever it is opened, too.",
  options: Object.values(options),
  examples: [
    { call: "pawl migrate --store postgres://pawl@localhost/pawl", text: "before the first pawl serve" },
    { call: "PAWL_STORE=redis://localhost pawl migrate", text: "the same, with the variable of pawl serve" },
  ],

  async run({ flags }, { env, stdout }) {
    const { settings } = readSettings(options, flags, env);
    await withStore(settings.store, "unmigrated", async (store) => {
      const { from, to } = await store.migrate();
      const name = nameOfStore(settings.store);
      if (settings.json) stdout.write(`${jsonLine({ from, to })}\n`);
      else if (from === to) stdout.write(`${name} is at version ${to} already.\n`);
      else stdout.write(`Migrated ${name} from version ${from} to ${to}.\n`);
    });
  },
};
