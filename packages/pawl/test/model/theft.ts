import type { Laws } from "./laws.ts";
import { createServer, type Server } from "./server.ts";
import { afterSwap, type Known, type Token, tokens, type World } from "./world.ts";

type Hand = "owner" | "thief";

/**
 * The world of a theft: owner and thief hold a token each, by what it is to the session now. They use theirs whenever they
 * like, but not within two grace periods of each other. Answers and receipts may be lost.
 */
interface Theft {
  readonly owner: Token;
  readonly thief: Token;
  readonly received: boolean;
  readonly isFirstGeneration: boolean;
  /** Who was last given a token that arrived, and how often that hand changed since the theft. */
  readonly last: Hand | null;
  readonly turns: number;
}

export interface TheftExploration {
  readonly worlds: number;
  /** In how many steps of these worlds the thief was found out. */
  readonly caught: number;
  /** The most changes of hands that went unnoticed, and the steps to there. */
  readonly turns: number;
  readonly trace: readonly string[];
}

/** So many unnoticed changes are enough to call a rule broken. */
const enough = 6;

/** Looks at every way in which a theft of the token that was current, or the one before, can go on. */
export function exploreTheft(laws: Laws): TheftExploration {
  const server = createServer(laws);
  const seen = new Set<string>();
  const queue: { theft: Theft; trace: readonly string[] }[] = [];
  const visit = (theft: Theft, trace: readonly string[]): void => {
    const key = JSON.stringify(theft);
    if (seen.has(key)) return;
    seen.add(key);
    queue.push({ theft, trace });
  };
  for (const thief of [tokens.current, tokens.previous]) {
    for (const isFirstGeneration of thief === tokens.current ? [true, false] : [false]) {
      for (const received of [true, false]) {
        visit({ owner: tokens.current, thief, received, isFirstGeneration, last: null, turns: 0 }, []);
      }
    }
  }
  let caught = 0;
  let most = { turns: 0, trace: [] as readonly string[] };
  for (let head = 0; head < queue.length; head++) {
    const { theft, trace } = queue[head] as (typeof queue)[number];
    if (theft.turns > most.turns) most = { turns: theft.turns, trace };
    if (theft.turns === enough) break;
    for (const hand of ["owner", "thief"] as const) {
      for (const { label, to } of usesBy(hand, theft, laws, server)) {
        if (to === "caught") caught++;
        else visit(to, [...trace, label]);
      }
    }
  }
  return { worlds: seen.size, caught, ...most };
}

/** What can come of a use; one that is refused softly is tried again with what it was told, or with nothing again. */
function* usesBy(
  hand: Hand,
  theft: Theft,
  laws: Laws,
  server: Server,
): Generator<{ label: string; to: Theft | "caught" }> {
  const token = theft[hand];
  const world = worldOf(theft);
  const age = 2 * laws.gracePeriodTicks;
  for (const known of new Set<Known>([0, server.revision(world, age)])) {
    const { kind } = server.decide(world, token, known, age);
    const label = `${hand}, ${["current", "previous", "older"][token]} token: ${kind}`;
    if (kind === "reuse") yield { label, to: "caught" };
    if (kind !== "rotate" && kind !== "recover") continue;
    const after: Theft = {
      ...theft,
      ...{ owner: afterSwap(theft.owner, kind), thief: afterSwap(theft.thief, kind) },
      ...{ received: false, isFirstGeneration: false },
    };
    yield { label: `${label}, the answer is lost`, to: after };
    const turns = theft.turns + (theft.last !== null && theft.last !== hand ? 1 : 0);
    const granted: Theft = { ...after, [hand]: tokens.current, last: hand, turns };
    yield { label, to: granted };
    yield { label: `${label}, and a receipt`, to: { ...granted, received: true } };
  }
}

/** The world of an honest browser in which the server sees the same. */
function worldOf({ received, isFirstGeneration }: Theft): World {
  return {
    ...{ received, isFirstGeneration, jar: tokens.current, age: 0 },
    ...{ receiptInFlight: false, copies: 0, tabs: [], told: 0 as const },
  };
}
