import type { Session } from "../../src/session/session.ts";
import type { Store } from "../../src/stores/store.ts";
import type { Browser } from "./browser.ts";
import { judgeTheft, type Verdict } from "./judge-theft.ts";
import { nameOfThief, type Theft } from "./thief.ts";
import type { Use, World } from "./world.ts";

/** What a run came to. Everything that is wrong is in the world's failures. */
export interface Judgement {
  readonly honest: number;
  readonly verdicts: Readonly<Record<Verdict["kind"], number>>;
  readonly rows: number;
}

/** Looks at the store when all is over, and says what should not be so. */
export async function judge(
  world: World,
  store: Store,
  browsers: readonly Browser[],
  thefts: readonly Theft[],
): Promise<Judgement> {
  const usesOf = new Map<string, Use[]>();
  for (const use of world.uses) usesOf.set(use.who, [...(usesOf.get(use.who) ?? []), use]);
  const rows = new Map<string, Session | undefined>();
  for (const { sid } of world.created) rows.set(sid, await store.sessions.find(sid));

  judgeEnds(world, browsers, rows, usesOf);
  return {
    honest: browsers.filter(({ status, isRobbed }) => status === "in" && !isRobbed).length,
    verdicts: judgeThefts(world, thefts, rows, usesOf),
    rows: await judgeRows(world, store, rows),
  };
}

/** Every session that ended did so for a reason that someone gave. */
function judgeEnds(
  world: World,
  browsers: readonly Browser[],
  rows: ReadonlyMap<string, Session | undefined>,
  usesOf: ReadonlyMap<string, readonly Use[]>,
): void {
  const byName = new Map(browsers.map((browser) => [browser.name, browser]));
  for (const [sid, row] of rows) {
    const browser = byName.get(row?.userAgent ?? "");
    if (row?.ended === undefined || row.ended === null || browser === undefined) continue;
    const { at, reason } = row.ended;
    const thiefCameAt = usesOf.get(nameOfThief(browser))?.[0]?.beganAt ?? Number.POSITIVE_INFINITY;
    const isExplained = {
      logged_out: browser.logouts > 0,
      replaced_by_login: sid !== browser.sid,
      refresh_token_reused: browser.isRobbed && at >= thiefCameAt - world.settings.skewMs,
    } as Readonly<Record<string, boolean>>;
    if (!isExplained[reason]) world.blame(browser.name, `a session ended without a cause: ${reason}`);
  }
}

function judgeThefts(
  world: World,
  thefts: readonly Theft[],
  rows: ReadonlyMap<string, Session | undefined>,
  usesOf: ReadonlyMap<string, readonly Use[]>,
): Judgement["verdicts"] {
  const { gracePeriodMs, skewMs } = world.settings;
  const verdicts = { caught: 0, unused: 0, unseen: 0, broken: 0 };
  for (const theft of thefts) {
    const uses = [theft.name, theft.victim.name]
      .flatMap((who) => usesOf.get(who) ?? [])
      .filter(({ beganAt }) => beganAt >= theft.stolenAt - 3 * gracePeriodMs)
      .sort((a, b) => a.beganAt - b.beganAt);
    const { kind, why } = judgeTheft(theft, uses, rows.get(theft.sid), 2 * gracePeriodMs + 2 * skewMs);
    verdicts[kind]++;
    if (why !== undefined) world.blame(theft.victim.name, why);
  }
  return verdicts;
}

/** One row for each session, however often it was refreshed. */
async function judgeRows(
  world: World,
  store: Store,
  rows: ReadonlyMap<string, Session | undefined>,
): Promise<number> {
  const subjects = new Set(world.created.map(({ subject }) => subject));
  let found = (await store.sessions.endedSince(0)).length;
  for (const subject of subjects) found += (await store.sessions.list(subject)).length;
  const expected = rows.size;
  if (found !== expected) world.blame("store", `${expected} sessions were created, and ${found} are stored`);
  return found;
}
