import type { Simulated } from "./simulate.ts";
import { falseLogout, type World } from "./world.ts";

/** The end of a run, as people read it. */
export function summaryOf({ world, judgement }: Simulated): string {
  const { settings, counts, failures } = world;
  const falseLogouts = failures.filter(({ what }) => what.startsWith(falseLogout)).length;
  const { caught, unseen, unused, broken } = judgement.verdicts;
  const lines: [string, string | number][] = [
    ["seed", settings.seed],
    ["store", settings.store],
    ["browsers", settings.clients],
    ...[...counts].sort(([a], [b]) => a.localeCompare(b)),
    [
      "sessions created, and rows stored",
      `${new Set(world.created.map(({ sid }) => sid)).size}, ${judgement.rows}`,
    ],
    ["honest browsers that are still logged in", judgement.honest],
    ["thefts caught", caught],
    ["thefts unused", unused],
    ["thefts that the rules cannot see", unseen],
    ["thefts that they promise to see, unseen", broken],
    ["other failures", failures.length - falseLogouts - broken],
    ["honest users logged out", falseLogouts],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}

/** Who waits wants to know that it goes on. */
export function progressOf({ time, endsAt, settings, uses, failures }: World): string {
  const passed = Math.min(settings.lifeMs, settings.lifeMs - (endsAt - time.now()));
  const share = Math.floor((100 * passed) / settings.lifeMs);
  return `${String(share).padStart(3)} %  ${uses.length} refreshes, ${failures.length} failures`;
}

/** What happened to the first few of those with whom something went wrong. */
export function storiesOf({ settings, failures, story }: World): string {
  const whose = [...new Set(failures.map((failure) => failure.whose))];
  const shown = whose.slice(0, 3).flatMap((who) => [who, `thief of ${who}`]);
  return [
    ...failures.slice(0, 20).map(({ whose: who, what }) => `${who}: ${what}`),
    ...shown.flatMap((who) =>
      story.of(who).length === 0 ? [] : ["", `The story of ${who}:`, ...story.of(who)],
    ),
    "",
    `The same again: --seed ${settings.seed}`,
  ].join("\n");
}
