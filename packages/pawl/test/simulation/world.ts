import type { Session } from "../../src/session/session.ts";
import { type Chance, createChance } from "./chance.ts";
import type { Settings } from "./settings.ts";
import { createStory, type Story } from "./story.ts";
import { createTime, type WorldTime } from "./time.ts";

/** What must never happen above all. */
export const falseLogout = "an honest user was logged out";

/** A refresh that a server decided on. */
export interface Use {
  /** The name of the browser or the thief. */
  readonly who: string;
  readonly beganAt: number;
  readonly endedAt: number;
  readonly status: number;
  /** How it was answered: a rotation's outcome, or a problem's code. */
  readonly outcome: string;
}

/** What everybody in a simulation shares. */
export interface World {
  readonly settings: Settings;
  readonly time: WorldTime;
  readonly chance: Chance;
  readonly story: Story;
  /** Whether networks, servers and stores fail at present. */
  isStormy: boolean;
  readonly endsAt: number;
  count(what: string): void;
  readonly counts: ReadonlyMap<string, number>;
  /** Something that must never happen, and whose story tells why. */
  blame(whose: string, what: string): void;
  readonly failures: readonly Failure[];
  /** Resolves when there is no need to go on. */
  readonly isSettled: Promise<void>;
  /** Where the simulation itself did not keep to what the protocol assumes: then it has shown nothing. */
  readonly doubts: string[];
  readonly uses: Use[];
  /** Every session that a store was given, as it was then. */
  readonly created: Session[];
}

export interface Failure {
  readonly whose: string;
  readonly what: string;
}

export function createWorld(settings: Settings): World {
  const time = createTime();
  const beganAt = time.now();
  const counts = new Map<string, number>();
  const failures: Failure[] = [];
  const story = createStory(() => time.now() - beganAt);
  let settle = (): void => {};
  const isSettled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return {
    ...{ settings, time, story, counts, failures, isStormy: true, doubts: [], uses: [], created: [] },
    isSettled,
    chance: createChance(settings.seed),
    endsAt: beganAt + settings.lifeMs,
    count: (what) => void counts.set(what, (counts.get(what) ?? 0) + 1),
    blame(whose, what) {
      story.tell(whose, `FAILURE: ${what}`);
      failures.push({ whose, what });
      if (settings.stopsAtFailure) settle();
    },
  };
}
