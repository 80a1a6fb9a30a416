import type { Command } from "../command.ts";
import { failure, misuse } from "../failure.ts";
import { jsonLine, printable } from "../json-line.ts";
import type { OptionTable } from "../option.ts";
import { readSettings } from "../read-settings.ts";
import { jsonSwitch } from "../switches.ts";
import { type KeyMakerSettings, keyMakerOptions, withKeys } from "../with-keys.ts";

const options: OptionTable<KeyMakerSettings & { readonly json: boolean }> = {
  ...keyMakerOptions,
  json: jsonSwitch,
};

/** `pawl keys revoke`: for the day on which a private key is in the wrong hands. */
export const keysRevoke: Command = {
  name: "keys revoke",
  operands: "KID",
  maxOperands: 1,
  // One thumbprint in 64 begins with a dash.
  dashedOperand: /^-[\w-]{42}$/,
  summary: "remove a signing key in an emergency",
  text: "Removes a key for good. Servers refuse its tokens within a minute, and their clients refresh, so nobody is logged out; if it was the one that signs, a new one does so at once. Verifiers elsewhere that hold a copy of the key set accept its tokens until that copy is five minutes old. Needs the server's secrets, with which a new key is sealed.",
  options: Object.values(options),
  examples: [
    { call: "pawl keys revoke KID", text: "one, as pawl keys list names it" },
    {
      call: "PAWL_SECRETS=… pawl keys revoke KID --store postgres://pawl@localhost/pawl",
      text: "with the secrets of the servers on that database",
    },
  ],

  async run({ flags, operands: [kid] }, terminal) {
    const read = readSettings(options, flags, terminal.env);
    if (kid === undefined) throw misuse("Say which: pawl keys revoke KID, as pawl keys list names it.");
    if (!/^[\w-]{43}$/.test(kid)) {
      throw misuse(`"${printable(kid, 60)}" is not a kid, which has 43 characters; see pawl keys list.`);
    }
    await withKeys(read, terminal, async (keys) => {
      if (!(await keys.revoke(kid))) throw failure(`There is no key ${kid}; see pawl keys list.`);
      const signing = (await keys.list()).find(({ state }) => state === "signing")?.kid ?? null;
      terminal.stdout.write(
        read.settings.json ? `${jsonLine({ revoked: kid, signing })}\n` : sentence(kid, signing),
      );
    });
  },
};

function sentence(kid: string, signing: string | null): string {
  const next = signing === null ? "the next server makes a new one" : `${signing} signs`;
  return `Revoked ${kid}; ${next}. Servers refuse its tokens within a minute.\n`;
}
