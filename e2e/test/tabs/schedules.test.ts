/**
 * Goal: whatever comes together of tabs, faults and what people do, an honest user is never at the login page; and what
 * says so would have noticed.
 * Method: schedules drawn from a seed: one to four tabs, six to twelve actions among calls, reloads, crashes, outages,
 * restarts and broken answers, on tokens that live for a second. Each state that any tab is ever in is judged; at the
 * end everything works, and so must every tab, as the same user. Then, with the grace period and the recovery of lost
 * answers switched off, the same must find users logged out as thieves.
 *
 * PAWL_E2E_SEED draws other schedules, PAWL_E2E_SCHEDULES more of them; a seed decides what happens, and the machine
 * decides when, so the same seed is nearly the same run.
 */
import { expect, test, vi } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { drawSchedule } from "../support/schedule/draw.ts";
import { type Run, runSchedule } from "../support/schedule/run.ts";
import type { SiteSettings } from "../support/site.ts";

const seed = process.env["PAWL_E2E_SEED"] ?? "1";
const schedules = Number(process.env["PAWL_E2E_SCHEDULES"] ?? 200);
/** Most of the time of a schedule goes into waiting. */
const atATime = 4;

vi.setConfig({ testTimeout: 60_000 + schedules * 10_000 });

/** Until there are no more, or `isEnough`. */
async function runAll(
  count: number,
  changed: SiteSettings = {},
  isEnough = (_run: Run) => false,
): Promise<Run[]> {
  const browser = await launchChromium();
  const runs: Run[] = [];
  let next = 1;
  const worker = async () => {
    while (next <= count && !runs.some(isEnough)) {
      runs.push(await runSchedule(browser, drawSchedule(`${seed}/${next++}`), changed));
    }
  };
  try {
    await Promise.all(Array.from({ length: atATime }, worker));
  } finally {
    await browser.close();
  }
  return runs;
}

const sum = (runs: readonly Run[], of: (run: Run) => number) =>
  runs.reduce((total, run) => total + of(run), 0);

function tellOf({ schedule, violations, story }: Run): string {
  return [`Schedule ${schedule.seed}:`, ...violations, ...story].join("\n");
}

// Never again in the hope of better luck: one honest user at the login page is one too many.
test(`${schedules} schedules of tabs, faults and actions: an honest user is never at the login page`, {
  retry: 0,
}, async ({ annotate }) => {
  const runs = await runAll(schedules);
  const [faults, refreshes] = [sum(runs, (run) => run.faults), sum(runs, (run) => run.refreshes)];
  const failed = runs.filter(({ violations }) => violations.length > 0);
  await annotate(
    `seed ${seed}: ${runs.length} schedules, ${faults} faults, ${refreshes} refreshes, ${failed.length} with violations`,
  );

  expect(
    failed.map(({ schedule, violations }) => [schedule.seed, ...violations]),
    failed.map(tellOf).join("\n\n"),
  ).toEqual([]);
  expect(runs).toHaveLength(schedules);
  expect(faults).toBeGreaterThan(schedules / 2);
});

test("without a grace period and recovery, the same schedules log people out, and are found to", async () => {
  const policy = { accessTokenLifetimeMs: 1000, gracePeriodMs: 0, recoveryPeriodMs: 0 };
  const isFalseLogout = (what: string) => what.includes("refresh_token_reused");
  const runs = await runAll(40, { policy }, ({ violations }) => violations.some(isFalseLogout));
  expect(runs.flatMap(({ violations }) => violations).filter(isFalseLogout)).not.toEqual([]);
});
