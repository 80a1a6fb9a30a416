import type { Command } from "../command.ts";
import { formatDuration, parseDuration } from "../duration.ts";
import { misuse } from "../failure.ts";
import { jsonLine, printable } from "../json-line.ts";
import { withStore } from "../open-store.ts";
import type { OptionTable } from "../option.ts";
import { storeOption } from "../options.ts";
import { readSettings } from "../read-settings.ts";
import type { StoreLocation } from "../store-location.ts";
import { sweepInBatches } from "../sweep-in-batches.ts";
import { jsonSwitch } from "../switches.ts";

interface SweepSettings {
  readonly store: StoreLocation;
  readonly keepMs: number;
  readonly limit: number;
  readonly json: boolean;
}

/** Servers know a revoked access token by its ended session, and access tokens live for an hour at most. */
const minKeepMs = 2 * 60 * 60 * 1000;

const options: OptionTable<SweepSettings> = {
  store: storeOption("Options"),
  keepMs: {
    flag: "keep",
    env: null,
    placeholder: "TIME",
    group: "Options",
    text: "Leave those that ended less than so long ago; whoever comes back is told why",
    default: "24h",
    example: "24h",
    read: readKeep,
  },
  limit: {
    flag: "limit",
    env: null,
    placeholder: "N",
    group: "Options",
    text: "Remove at most so many",
    defaultText: "all",
    example: "100000",
    read: readLimit,
  },
  json: jsonSwitch,
};

/** The same as in a server, whose requests wait for one batch at most. */
const batches = { batchSize: 500, pauseMs: 50 } as const;
/** A line of progress for so many sessions, so that nobody wonders whether it still runs. */
const progressEvery = 10_000;

/** `pawl sessions sweep`: what servers do by themselves, now and to the end. */
export const sessionsSweep: Command = {
  name: "sessions sweep",
  operands: "",
  maxOperands: 0,
  summary: "remove sessions that ended long ago",
  text: "Removes sessions that ended, or whose absolute lifetime passed, a day ago or longer. Servers do so by themselves, up to 50000 a minute each; this is for what was left behind, and for a cron job where no server runs. Works in small batches, so that servers on the same store go on meanwhile, and may be interrupted at any time.",
  options: Object.values(options),
  examples: [
    { call: "pawl sessions sweep", text: "all of them" },
    {
      call: "pawl sessions sweep --limit 100000 --keep 30d",
      text: "the first, of those that ended a month ago",
    },
  ],

  async run({ flags }, { env, stdout, stderr }) {
    const { settings } = readSettings(options, flags, env);
    const before = Date.now() - settings.keepMs;
    await withStore(settings.store, "expected", async ({ sessions }) => {
      const removed = await sweepInBatches({
        ...batches,
        sweep: (limit) => sessions.deleteExpired(before, limit),
        limit: settings.limit,
        onBatch: (count) => {
          if (count > 0 && count % progressEvery === 0) stderr.write(`Removed ${count} sessions so far.\n`);
          return true;
        },
      });
      stdout.write(settings.json ? `${jsonLine({ removed })}\n` : sentence(removed));
    });
  },
};

function sentence(count: number): string {
  if (count === 0) return "There was no session to remove.\n";
  return `Removed ${count} ${count === 1 ? "session" : "sessions"}.\n`;
}

function readKeep(text = "", name: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms >= minKeepMs) return ms;
  throw misuse(
    `${name} must be a time of ${formatDuration(minKeepMs)} or more, such as 24h, not "${printable(text, 60)}", since servers learn from ended sessions which access tokens are revoked.`,
  );
}

function readLimit(text: string | undefined, name: string): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw misuse(`${name} must be a number of 1 or more, such as 100000, not "${printable(text, 60)}".`);
}
