import type { KeyFacts } from "../../engine/keys.ts";
import type { Command } from "../command.ts";
import { formatInstant } from "../format-table.ts";
import { jsonLine } from "../json-line.ts";
import type { OptionTable } from "../option.ts";
import { readSettings } from "../read-settings.ts";
import { jsonSwitch } from "../switches.ts";
import { type KeyMakerSettings, keyMakerOptions, withKeys } from "../with-keys.ts";

interface RotateSettings extends KeyMakerSettings {
  readonly now: boolean;
  readonly json: boolean;
}

const options: OptionTable<RotateSettings> = {
  ...keyMakerOptions,
  now: {
    flag: "now",
    env: null,
    placeholder: null,
    group: "Options",
    text: "Let the new key sign at once. Verifiers that hold a copy of the key set refuse its tokens until they fetch it again, which they do when they meet an unknown kid",
    example: "",
    read: (text) => text !== undefined,
  },
  json: jsonSwitch,
};

const warning =
  "pawl: Verifiers that hold a copy of the key set refuse its tokens until they fetch the set again, which they do when they meet an unknown kid.\n";

/** `pawl keys rotate`: what servers do by themselves every 90 days, today. */
export const keysRotate: Command = {
  name: "keys rotate",
  operands: "",
  maxOperands: 0,
  summary: "announce a new signing key now",
  text: "Announces a new key: it is in the key set at once and signs ten minutes later, when everybody knows it. Nobody is logged out and no token is refused. Servers rotate by themselves; this is for who wants to do it today. Needs the server's secrets, with which the key is sealed.",
  options: Object.values(options),
  examples: [
    { call: "pawl keys rotate", text: "the keys of ./pawl.sqlite, with the secrets beside it" },
    {
      call: "PAWL_SECRETS=… pawl keys rotate --key-algorithm Ed25519 --store redis://localhost",
      text: "to another algorithm; start the servers with the same one",
    },
  ],

  async run({ flags }, terminal) {
    const read = readSettings(options, flags, terminal.env);
    const { now, json } = read.settings;
    const begunAt = Date.now();
    await withKeys(read, terminal, async (keys) => {
      const key = await keys.rotate({ now });
      terminal.stdout.write(json ? `${jsonLine(payload(key))}\n` : sentence(key, begunAt));
      if (now) terminal.stderr.write(warning);
    });
  },
};

function sentence({ kid, alg, state, beganAt, endsAt }: KeyFacts, begunAt: number): string {
  if (state !== "announced")
    return `${kid} (${alg}) signs from now on; servers take it up within a minute.\n`;
  const plan = `it signs from ${formatInstant(endsAt)} UTC on.\n`;
  return beganAt < begunAt
    ? `${kid} (${alg}) is announced already; ${plan}`
    : `Announced ${kid} (${alg}); ${plan}`;
}

function payload({ kid, alg, state, beganAt, endsAt }: KeyFacts): Readonly<Record<string, unknown>> {
  return { kid, alg, state, began_at: beganAt, ends_at: endsAt };
}
