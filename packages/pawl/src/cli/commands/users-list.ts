import type { Command } from "../command.ts";
import { formatInstant, formatTable } from "../format-table.ts";
import { jsonLine } from "../json-line.ts";
import { withStore } from "../open-store.ts";
import type { OptionTable } from "../option.ts";
import { storeOption } from "../options.ts";
import { readSettings } from "../read-settings.ts";
import type { StoreLocation } from "../store-location.ts";
import { jsonSwitch } from "../switches.ts";
import { userPayload } from "../user-payload.ts";
import { refuseElsewhere } from "../users-elsewhere.ts";

const options: OptionTable<{ readonly store: StoreLocation; readonly json: boolean }> = {
  store: storeOption("Options"),
  json: jsonSwitch,
};

/** `pawl users list` */
export const usersList: Command = {
  name: "users list",
  operands: "",
  maxOperands: 0,
  summary: "list the users",
  text: "Lists the users, oldest first. Times are in UTC. Not for a server with --identity, whose users are the application's.",
  options: Object.values(options),
  examples: [{ call: "pawl users list --json", text: "for a program to read" }],

  async run({ flags }, { env, stdout }) {
    refuseElsewhere(env);
    const { settings } = readSettings(options, flags, env);
    await withStore(settings.store, "expected", async ({ users }) => {
      const all = await users.list();
      if (settings.json) stdout.write(`${jsonLine(all.map(userPayload))}\n`);
      else if (all.length === 0) stdout.write("There are no users yet; add one with: pawl users add EMAIL\n");
      else {
        const rows = all.map(({ email, subject, createdAt }) => [email, subject, formatInstant(createdAt)]);
        stdout.write(formatTable(["EMAIL", "SUBJECT", "ADDED"], rows));
      }
    });
  },
};
