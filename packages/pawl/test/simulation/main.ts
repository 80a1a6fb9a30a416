/**
 * A thousand browsers against several servers, on a network, a clock and a store that fail: `--seed`, `--clients`,
 * `--store memory|sqlite|postgres|redis`, `--seconds` of their time. Exits with 1 if an honest user was logged out, or a
 * theft went unseen that the rules promise to see; with 2 if the simulation broke its own rules, and has shown nothing. A seed decides who does what and what fails; the machine decides in
 * which order, so the same seed is nearly the same run.
 */
import { parseArgs } from "node:util";
import { progressOf, storiesOf, summaryOf } from "./report.ts";
import { defaultSettings, type Settings, type StoreKind, storeKinds } from "./settings.ts";
import { simulate } from "./simulate.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);
const settings = settingsOrExit();
say(`seed ${settings.seed}: ${settings.clients} browsers, ${settings.servers} servers on ${settings.store}`);

const simulated = await simulate(settings, (world) => say(progressOf(world)));
say(`\n${summaryOf(simulated)}`);
const { world } = simulated;
if (world.failures.length > 0) say(`\n${storiesOf(world)}`);
if (world.doubts.length > 0) say(`\nThis run shows nothing: ${world.doubts[0]}.`);
process.exit(world.doubts.length > 0 ? 2 : world.failures.length > 0 ? 1 : 0);

function settingsOrExit(): Settings {
  try {
    return readSettings();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    say(error.message);
    process.exit(2);
  }
}

function readSettings(): Settings {
  const string = { type: "string" } as const;
  const options = { seed: string, clients: string, store: string, seconds: string };
  const { values } = parseArgs({ options });
  const store = values.store ?? defaultSettings.store;
  if (!isStoreKind(store)) throw new TypeError(`--store is one of ${storeKinds.join(", ")}`);
  return {
    ...defaultSettings,
    store,
    seed: number("seed", values.seed, Math.floor(Math.random() * 1e9)),
    clients: number("clients", values.clients, defaultSettings.clients),
    lifeMs: number("seconds", values.seconds, defaultSettings.lifeMs / 1000) * 1000,
  };
}

function number(name: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`--${name} is a whole number from 1`);
  return value;
}

function isStoreKind(text: string): text is StoreKind {
  return (storeKinds as readonly string[]).includes(text);
}
